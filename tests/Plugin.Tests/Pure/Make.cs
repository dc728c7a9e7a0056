using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Tests.Pure;

/// <summary>Small clusters.</summary>
internal static class Make
{
    public static TrafficMirror Mirror(
        string name, string source, string target, MirrorDirection direction = MirrorDirection.Ingress, LabelSelector? selector = null, bool paused = false) => new()
        {
            Metadata = new() { Name = name, Uid = $"uid-{name}", Generation = 1 },
            Spec = new()
            {
                NodeSelector = selector,
                Paused = paused,
                Sources = [new() { Interface = source, Direction = direction }],
                Targets = [new() { Name = "tool", Interface = target }],
            },
        };

    public static LabelSelector Label(string key, string value) => new() { MatchLabels = new Dictionary<string, string> { [key] = value } };

    public static NodeFacts Node(string name, params (string Key, string Value)[] labels) =>
        new(new(name, $"uid-{name}", labels.ToDictionary(l => l.Key, l => l.Value)), null) { IsReady = true };

    public static ClusterPicture Cluster(IReadOnlyList<TrafficMirror> mirrors, IReadOnlyList<NodeFacts> nodes, params NodeMirror[] told) =>
        new(mirrors, nodes, told.ToDictionary(t => t.Metadata.Name), []);

    /// <summary>A node whose spec has these mirrors and that reports these edges for each.</summary>
    public static NodeMirror Told(string node, IReadOnlyList<TrafficMirror> mirrors, params EdgeStatus[] edges) => new()
    {
        Metadata = new() { Name = node, Generation = 3 },
        Spec = new()
        {
            Sessions = [.. mirrors.Select(m => new MirrorSession
            {
                MirrorRef = new() { Name = m.Metadata.Name, Uid = m.Metadata.Uid!, Generation = 1 }, Sources = m.Spec.Sources, Targets = m.Spec.Targets,
            })],
        },
        Status = new()
        {
            ObservedGeneration = 3,
            Sessions = [.. mirrors.Select(m => new SessionStatus
            {
                MirrorRef = new() { Name = m.Metadata.Name, Uid = m.Metadata.Uid!, Generation = 1 }, State = ProgrammedState.Programmed,
                Edges = [.. edges.Where(e => m.Spec.Targets.Any(t => t.Id == e.Target))],
            })],
        },
    };

    public static EdgeStatus Edge(string source, string target, string reason = Reasons.Programmed, string message = "", EdgeDirection direction = EdgeDirection.Ingress) => new()
    {
        Source = source,
        Target = target,
        Direction = direction,
        Reason = reason,
        Message = message,
        State = reason switch
        {
            Reasons.Programmed => ProgrammedState.Programmed,
            Reasons.InterfaceNotFound => ProgrammedState.Pending,
            _ => ProgrammedState.Failed,
        },
    };
}
