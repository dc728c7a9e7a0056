using K8sMirror.NodeAgent.Datapath.Vitals;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Copies that other CPUs make.</summary>
internal sealed record OffloadReport
{
    /// <summary>These CPUs, as the kernel writes them.</summary>
    public string Cpus { get; init => field = value ?? ""; } = "";

    /// <summary>Places of their backlogs that are in use now.</summary>
    public long Waiting { get; init; }

    /// <summary>As many may be.</summary>
    public long Limit { get; init; }

    /// <summary>Null without offload CPUs, or if none can be used.</summary>
    public static OffloadReport? From(OffloadVitals offload) =>
        offload.Cpus.Length == 0 ? null : new() { Cpus = offload.Cpus, Waiting = offload.Waiting, Limit = offload.Limit };
}
