namespace K8sMirror.Scale;

/// <summary>Resident memory of a process, in MiB.</summary>
/// <param name="Now">Now.</param>
/// <param name="Peak">The maximum so far.</param>
internal readonly record struct MemoryUse(int Now, int Peak)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Now} / {Peak} MiB";
}
