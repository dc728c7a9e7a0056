using K8sMirror.E2E.Cluster;

namespace K8sMirror.E2E.Faults;

/// <summary>Objects that are invalid, missing, or of another version.</summary>
internal static class ApiFaults
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        new("a machine joins, and its agent never comes", () => Join("node-4"), () => Kubectl.Try("delete", "node", "node-4"),
            [new("AgentMissing"), new("NodesBehind")]),
        new("mirrors that feed each other", Circle, () => Array.ForEach(["circle-1", "circle-2"], Kubectl.Delete), [new("MirrorRejected")], "MirrorNotProgrammed"),
    ];

    private static void Join(string node) => Kubectl.Apply($$"""
        apiVersion: v1
        kind: Node
        metadata: {name: {{node}}, labels: {kubernetes.io/hostname: {{node}} } }
        """);

    private static void Circle()
    {
        foreach (var (name, source, target) in ((string, string, string)[])[("circle-1", "eth8", "eth9"), ("circle-2", "eth9", "eth8")])
        {
            Kubectl.Apply($$"""
                apiVersion: k8smirror.io/v1alpha1
                kind: TrafficMirror
                metadata: {name: {{name}}}
                spec:
                  sources: [{interface: {{source}}, direction: Egress}]
                  targets: [{name: tool, interface: {{target}}}]
                """);
        }
    }
}
