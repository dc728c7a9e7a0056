using K8sMirror.NodeAgent.Datapath.Counters;

namespace K8sMirror.NodeAgent.Datapath.Vitals;

/// <summary>How it stands with offload.</summary>
/// <param name="Cpus">The CPUs that make copies for hooks with many, as the kernel writes them; empty: there are none now.</param>
/// <param name="Waiting">Places of their backlogs that are in use now.</param>
/// <param name="Limit">Most places in use; copies beyond it are refused as <see cref="DropReason.CutterFull"/>.</param>
/// <param name="Problem">Why configured CPUs are not used; empty: no problem.</param>
public sealed record OffloadVitals(string Cpus, long Waiting, long Limit, string Problem)
{
    /// <summary>Nobody asked for it.</summary>
    public static OffloadVitals Off { get; } = new("", 0, 0, "");
}
