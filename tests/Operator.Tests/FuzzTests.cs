using System.Text;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;
using K8sMirror.Testing.Fuzzing;

namespace K8sMirror.Operator.Tests;

/// <summary>Damaged objects of the API server are left out, or planned with a finding.</summary>
public sealed class FuzzTests
{
    private const string Mirror = """
        {"metadata":{"name":"m","uid":"u1","resourceVersion":"7","generation":2,"labels":{"a":"b"},"finalizers":["k8smirror.io/nodes"]},
         "spec":{"nodeSelector":{"matchLabels":{"zone":"edge"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["x"]}]},"priority":7,"sources":[{"interface":"eth*"},{"podSelector":{},"namespaceSelector":{"matchLabels":{"a":"b"}}}],
          "targets":[{"name":"a","interface":"eth2"},{"name":"b","tunnel":{"type":"ERSPAN","remote":"2001:db8::10","id":7}}],"filter":{"rules":[{"action":"Accept","protocol":"TCP","source":{"ports":["443"]}}]}},
         "status":{"observedGeneration":1,"conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}],"nodes":{"desired":1,"programmed":1,"failed":0}}}
        """;

    private const string NodeMirrorText = """
        {"metadata":{"name":"node-a","uid":"u2","resourceVersion":"8","generation":2},"spec":{"sessions":[{"mirrorRef":{"name":"m","uid":"u1"},"sources":[{"interface":"eth1"}],"targets":[{"name":"a","interface":"eth2"}]}]},
         "status":{"observedGeneration":2,"sessions":[{"mirrorRef":{"name":"m","uid":"u1","generation":2},"state":"Programmed","edges":[{"source":"eth1","direction":"Ingress","target":"eth2","state":"Programmed"}]}]}}
        """;

    [Fact]
    public void Objects() => Fuzzer.Run(
        "objects",
        [
            Mirror, NodeMirrorText, """{"metadata":{"name":"node-a","uid":"n1","resourceVersion":"9","labels":{"zone":"edge"}},"status":{"conditions":[{"type":"Ready","status":"True"}],"nodeInfo":{"bootID":"b"}}}""",
            """{"metadata":{"name":"p","namespace":"n","uid":"p1","labels":{"app":"db"}},"spec":{"nodeName":"node-a"},"status":{"phase":"Running","podIPs":[{"ip":"10.0.0.1"}]}}""",
            """{"metadata":{"name":"s","uid":"s1"},"spec":{"cidrs":["10.0.0.0/8"]},"status":{"entries":1}}""",
        ],
        text =>
        {
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(text);
            }
            catch (JsonException)
            {
                return;
            }
            using var read = document;
            var item = document.RootElement;
            var nodes = new Dictionary<string, Watched<NodeFacts>> { ["node-a"] = new("node-a", 1, new(new("node-a", "n1", new Dictionary<string, string> { ["zone"] = "edge" }), null)) };
            if (Kinds.Nodes.Read(item) is { } node)
            {
                nodes[node.Name] = node;
            }
            _ = Kinds.AddressSets.Read(item);
            _ = Kinds.Pods(new PodReader()).Read(item);
            _ = Kinds.Namespaces.Read(item);
            _ = Kinds.AgentPods("n", "").Read(item);
            var mirrors = Kinds.TrafficMirrors.Read(item) is { } mirror ? new[] { mirror }.ToDictionary(m => m.Name) : [];
            var nodeMirrors = Kinds.NodeMirrors.Read(item) is { } nodeMirror ? new[] { nodeMirror }.ToDictionary(m => m.Name) : [];
            _ = new ClusterView(mirrors, nodeMirrors, nodes).Plan(new());
        });

    /// <summary>The body of a watch: the documents before the first damaged one.</summary>
    [Fact]
    public void A_watch() => Fuzzer.Run(
        "watch",
        ["""
            {"type":"ADDED","object":{"metadata":{"name":"m","resourceVersion":"7"}}}
            {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"8"}}}
            {"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}

            """],
        body => ReadAsync(body).GetAwaiter().GetResult());

    private static async Task ReadAsync(string body)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        try
        {
            await foreach (var document in LineReader.ReadAsync(stream, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("object", out var item))
                {
                    Assert.NotEmpty(ApiRefusedException.OfEvent(item).Message);
                }
            }
        }
        catch (JsonException)
        {
            // The watch ends, and starts again.
        }
    }
}
