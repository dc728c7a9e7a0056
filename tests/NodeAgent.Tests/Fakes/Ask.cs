using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>Specs for tests.</summary>
internal static class Ask
{
    public static NodeMirrorSpec For(params MirrorSession[] sessions) => new() { Sessions = sessions };

    public static MirrorSession Session(string mirror, string[] sources, string[] targets, MirrorDirection direction = MirrorDirection.Ingress, int priority = 100) => new()
    {
        Mirror = mirror,
        Priority = priority,
        Sources = [.. sources.Select(s => new MirrorSource { Interface = s, Direction = direction })],
        Targets = [.. targets.Select(t => new MirrorTarget { Name = t, Interface = t })],
    };

    public static MirrorTarget Collector(string remote, int id = 7, int weight = 0) => new()
    {
        Name = $"to-{remote.Replace('.', '-')}",
        Weight = weight,
        Tunnel = new() { Type = TunnelType.VXLAN, Remote = remote, Id = id },
    };
}
