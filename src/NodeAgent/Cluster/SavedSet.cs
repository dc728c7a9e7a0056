using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>An AddressSet as saved on disk; with neither property it is one that does not exist.</summary>
internal sealed record SavedSet
{
    /// <summary>What is in it.</summary>
    public IReadOnlyList<string>? Cidrs { get; init; }

    /// <summary>What is wrong with it.</summary>
    public string? Problem { get; init; }

    /// <summary>For the disk; null if the set does not exist.</summary>
    public static SavedSet Of(PrefixSet? set) => set is null ? new()
        : set.Problem is { } problem ? new() { Problem = problem }
        : new() { Cidrs = [.. set.Prefixes.Select(p => p.ToString())] };

    /// <summary>From the disk; null if the set does not exist.</summary>
    public PrefixSet? ToPrefixSet() =>
        Problem is { } problem ? AddressSetReader.Unreadable(problem)
        : Cidrs is { } cidrs ? AddressSetReader.Read(new() { Cidrs = cidrs })
        : null;
}
