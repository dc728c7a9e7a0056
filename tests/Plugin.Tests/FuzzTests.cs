using System.Text.Json;
using K8sMirror.Core.Filtering;
using K8sMirror.Plugin.Bundles;
using K8sMirror.Plugin.Connection;
using K8sMirror.Plugin.Explaining;
using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Reading;
using K8sMirror.Plugin.Statuses;
using K8sMirror.Testing.Fuzzing;

namespace K8sMirror.Plugin.Tests;

/// <summary>Damaged output of agents, and damaged objects.</summary>
public sealed class FuzzTests
{
    private const string Token = "the-very-token-in-use";

    [Fact]
    public void A_page_of_metrics() => Fuzzer.Run("metrics", ["""
        # TYPE k8smirror_seen_packets_total counter
        k8smirror_seen_packets_total{mirror="m",source="eth1",direction="ingress",target="eth2"} 100 1763885523000
        k8smirror_mirrored_packets_total{mirror="m",source="a \\\"b\\\\ }",direction="ingress",target="eth2"} 9e3
        k8smirror_dropped_packets_total{mirror="m",source="eth1",direction="ingress",target="eth2",reason="budget"} 10
        k8smirror_pod_info{mirror="m",source="eth1",namespace="payments",pod="db-0"} 1
        """], text => _ = AgentCounters.Read("node", text));

    /// <summary>Neither this session's token nor a control character remains, whatever is around it.</summary>
    [Fact]
    public void A_text_for_a_bundle() => Fuzzer.Run(
        "redactor",
        [
            "2026-11-28T19:28:24Z info: DB_PASS=hunter22 https://user:hunter22@example.com/ -u a:b --token x",
            "{\"password\":\"two words\",\"key\":\"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\"}",
            "Authorization: Bearer abc.def-123\nCookie: a=1; session=x\nAKIAIOSFODNN7EXAMPLE ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        ],
        text =>
        {
            var clean = new Redactor([Token]).Text(text + Token + text).ToString();
            Assert.DoesNotContain(Token, clean, StringComparison.Ordinal);
            Assert.DoesNotContain(clean, c => char.IsControl(c) && c is not ('\n' or '\t'));
        });

    [Fact]
    public void An_object_for_a_bundle() => Fuzzer.Run(
        "bundle-object",
        [
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","uid":"u","managedFields":[{}],"annotations":{"a":"b"},"labels":{"a":"b"}},"spec":{"nodeName":"n","containers":[{"env":[{"name":"A","value":"b"}],"args":["run","--token",null,"x"],"command":["sh","-c","x"]}]}}""",
            """{"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"m"},"spec":{"sources":[{"interface":"eth1"}]}}""",
        ],
        text =>
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                Assert.NotEmpty(new Redactor([]).Object(document.RootElement).ToString());
            }
            catch (JsonException)
            {
                // An API server would not return it.
            }
        });

    /// <summary>Damaged answers to every list: what cannot be read is left out.</summary>
    [Fact]
    public void A_cluster() => Fuzzer.Run(
        "cluster",
        [
            """[{"metadata":{"name":"m","uid":"u"},"spec":{"sources":[{"podSelector":{},"namespaceSelector":{"matchLabels":{"a":"b"}}}],"targets":[{"name":"a","interface":"eth2"}],"filter":{"rules":[{"source":{"addressSets":["s"]}}]}}}]""",
            """[{"metadata":{"name":"n","uid":"u","labels":{"zone":"edge"}},"status":{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],"nodeInfo":{"bootID":"b"}}}]""",
            """[{"metadata":{"name":"n","uid":"u"},"spec":{"sessions":[{"mirrorRef":{"name":"m","uid":"u1"},"sources":[{"interface":"eth1"}],"targets":[{"name":"a","interface":"eth2"}]}]},"status":{"observedGeneration":2,"sessions":[{"mirrorRef":{"name":"m","uid":"u1","generation":2},"state":"Programmed","edges":[{"source":"eth1","direction":"Ingress","target":"eth2","state":"Programmed"}]}]}}]""",
            """[{"metadata":{"name":"p","namespace":"x","labels":{"app.kubernetes.io/component":"agent"}},"spec":{"nodeName":"n","containers":[{"image":"i","ports":[{"name":"metrics","containerPort":9095}]}]},"status":{"podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}]}}]""",
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
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return;
            }
            var reader = new ClusterReader(new SameList([.. document.RootElement.EnumerateArray()]), null);
            var notes = new List<string>();
            var picture = reader.PictureAsync(TestContext.Current.CancellationToken, new([], PrefixSets.None)).GetAwaiter().GetResult();
            var pods = reader.PodsAsync(notes, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            _ = StatusText.Render(StatusComposer.Compose(picture, pods, null), DateTimeOffset.UnixEpoch, full: true);
        });

    [Fact]
    public void A_flow() => Fuzzer.Run("flow", ["eth1:ingress tcp 10.0.0.1:443 [2001:db8::1]:80", "udp 10.0.0.1 10.0.0.2:53"], text => _ = Flow.Parse(text.Split(' ')));

    /// <summary>Answers every list with the same items.</summary>
    private sealed class SameList(IReadOnlyList<JsonElement> items) : IKubeApi
    {
        public Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellation) => Task.FromResult(items);

        public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<string> GetTextAsync(string path, string? host, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
