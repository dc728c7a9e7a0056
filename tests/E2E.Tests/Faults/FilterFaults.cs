using K8sMirror.E2E.Cluster;

namespace K8sMirror.E2E.Faults;

/// <summary>Filters that do not match what was intended.</summary>
internal static class FilterFaults
{
    // No other mirror copies to it: otherwise the pair would still get copies.
    private const string Tool = "eth6";

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        new("a filter matches nothing of the traffic", Apply, Delete, [new("SelectsNothing", "node=node-3", "mirror=no-such-packet")]),
    ];

    private static void Apply()
    {
        _ = Script.Run("wire", "node-3", Tool);
        Kubectl.Apply($$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: no-such-packet}
            spec:
              nodeSelector: {matchLabels: {kubernetes.io/hostname: node-3} }
              sources: [{interface: eth1, direction: Ingress}]
              targets: [{name: tool, interface: {{Tool}}}]
              filter: {rules: [{action: Accept, protocol: OSPF}]}
            """);
    }

    private static void Delete()
    {
        Kubectl.Delete("no-such-packet");
        _ = Script.Try("unwire", "node-3", Tool);
    }
}
