using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Pins;

/// <summary>Where things are pinned. A kernel object is ours if it is pinned below this folder.</summary>
/// <param name="Root">The configured folder.</param>
/// <param name="Abi">Version of the layout of what is pinned.</param>
internal sealed record PinLayout(string Root, int Abi = AbiLimits.Version)
{
    public string Version => Path.Combine(Root, $"v{Abi}");

    /// <summary>Versions of the layout that have a folder, ours among them.</summary>
    public IReadOnlyList<int> Versions => [.. Entries(Root).Select(ParseVersion).OfType<int>().Order()];

    public string Maps => Path.Combine(Version, "maps");

    public string Links => Path.Combine(Version, "links");

    public string Programs => Path.Combine(Version, "programs");

    public string Map(string name) => Path.Combine(Maps, name);

    public string Link(string name) => Path.Combine(Links, name);

    public string Hook(AttachPoint at) =>
        Link(string.Create(CultureInfo.InvariantCulture, $"{at.Index}-{at.Direction.Word()}"));

    /// <summary>The hooks that have a pinned link.</summary>
    public IReadOnlyList<AttachPoint> PinnedHooks() =>
        [.. Entries(Links).Select(Parse).OfType<AttachPoint>()];

    /// <summary>Names in a folder of a bpffs; none if it is not there.</summary>
    public static IReadOnlyList<string> Entries(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal)] : [];

    private static int? ParseVersion(string name) =>
        name.StartsWith('v') && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private static AttachPoint? Parse(string name)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(name[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? name[(dash + 1)..] switch
            {
                "ingress" => new AttachPoint(index, EdgeDirection.Ingress),
                "egress" => new AttachPoint(index, EdgeDirection.Egress),
                _ => null,
            }
            : null;
    }
}
