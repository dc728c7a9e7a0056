namespace K8sMirror.Bpf.Hooks;

/// <summary>
/// Position of our filters in a clsact hook, which also identifies them: a filter has no owner, so all three must match.
/// </summary>
/// <param name="Name">The filter's name (TCA_BPF_NAME).</param>
/// <param name="Priority">1 runs first, up to 65535.</param>
/// <param name="Handle">Number within that priority, from 1.</param>
public sealed record ClsactPlace(string Name, ushort Priority = 1, uint Handle = 1)
{
    /// <summary>True if <paramref name="filter"/> is in this place and ours.</summary>
    public bool IsOf(ClsactFilter filter) =>
        filter.Kind == "bpf" && filter.Priority == Priority && filter.Handle == Handle && filter.Name == Name;
}
