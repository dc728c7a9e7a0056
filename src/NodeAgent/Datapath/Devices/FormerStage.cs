using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Datapath.Devices;

/// <summary>The veth pair of ABI v1, which keeps the cutter's names until its last frames have left.</summary>
internal static class FormerStage
{
    private const string Alias = "k8smirror stage";

    /// <summary>True for either half.</summary>
    public static bool IsHalf(Link link) => link.Alias.StartsWith(Alias, StringComparison.Ordinal);
}
