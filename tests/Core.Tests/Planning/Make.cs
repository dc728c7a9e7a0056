using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

/// <summary>Short notations for mirrors and nodes in tests.</summary>
internal static class Make
{
    public static TrafficMirror Mirror(string name, string sources, string targets, string? zone = null, int priority = 100) => new()
    {
        Metadata = new() { Name = name, Uid = "uid-" + name, Generation = 3 },
        Spec = new()
        {
            Priority = priority,
            NodeSelector = zone is null ? null : new() { MatchLabels = new Dictionary<string, string> { ["zone"] = zone } },
            Sources = [.. sources.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Source)],
            Targets = [.. targets.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((t, at) => new MirrorTarget { Name = $"t{at}", Interface = t })],
        },
    };

    public static ClusterNode Node(string name, string zone) => new(name, "uid-" + name, new Dictionary<string, string> { ["zone"] = zone });

    public static TrafficMirror With(this TrafficMirror mirror, Func<TrafficMirrorSpec, TrafficMirrorSpec> change) =>
        mirror with { Spec = change(mirror.Spec) };

    // eth1: both, <eth1: received, >eth1: sent.
    private static MirrorSource Source(string text) => text[0] switch
    {
        '<' => new() { Interface = text[1..], Direction = MirrorDirection.Ingress },
        '>' => new() { Interface = text[1..], Direction = MirrorDirection.Egress },
        _ => new() { Interface = text },
    };
}
