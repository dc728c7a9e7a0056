namespace K8sMirror.Plugin.Planning;

/// <summary>What applying files would do.</summary>
/// <param name="Mirrors">Those in the files, and those that they affect.</param>
/// <param name="Nodes">Nodes that have copies before or after.</param>
/// <param name="Start">Copies that would start, over all nodes.</param>
/// <param name="Stop">Copies that would stop.</param>
/// <param name="Keep">Copies that would continue.</param>
/// <param name="Notes">What could not be read or known.</param>
internal sealed record PlanReport(
    IReadOnlyList<MirrorChange> Mirrors, IReadOnlyList<NodeChanges> Nodes, int Start, int Stop, int Keep, IReadOnlyList<string> Notes)
{
    /// <summary>Copies that would continue but select other packets.</summary>
    public int Change { get; init; }

    /// <summary>AddressSets in the files.</summary>
    public IReadOnlyList<SetChange> Sets { get; init; } = [];

    /// <summary>True if a mirror would be refused.</summary>
    public bool HasRefusal => Mirrors.Any(m => !m.IsAccepted);
}
