using System.Collections.Immutable;
using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Rendering;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;
using K8sMirror.Testing.Fuzzing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.NodeAgent.Tests;

/// <summary>Damaged objects and files, up to the end of a pass of the loop: refused when they are read, or programmed and reported.</summary>
public sealed class FuzzTests
{
    private const string Session = """
        {"mirrorRef":{"name":"a","uid":"m","generation":3},"priority":100,
         "sources":[{"interface":"eth*","direction":"Ingress"},{"podSelector":{"matchLabels":{"app":"db"},"matchExpressions":[{"key":"tier","operator":"In","values":["a"]}]},"namespaceSelector":{},"podInterface":"net1"}],
         "targets":[{"name":"t","interface":"eth2","segmentation":"Node","deduplicate":{"window":"10ms"},"weight":3},
          {"name":"v","tunnel":{"type":"VXLAN","remote":"192.0.2.10","id":42,"port":4790,"sourceAddress":"192.0.2.1","ttl":9,"dscp":63,"dontFragment":false},"mtuPolicy":"Fragment","healthCheck":{"tcpPort":443,"icmp":true}},
          {"name":"p","podSelector":{"matchLabels":{"app":"sensor"}}}],
         "pods":[{"namespace":"n","name":"db-0","uid":"u","addresses":["10.0.0.1","2001:db8::1"],"networkSince":"2026-01-01T00:00:00Z","sources":[1],"targets":[2]}],
         "filter":{"defaultAction":"Reject","rules":[{"action":"Accept","etherType":"IPv4","vlans":["7","100-199"],"protocol":"tcp","source":{"cidrs":["10.0.0.0/8"],"ports":["0","8000-8999"],"macs":["02:00:5e:10:00:01"]},
          "destination":{"addressSets":["partners"]},"bidirectional":true,"tcpFlags":{"set":["SYN"],"unset":["ACK"]}}]},
         "sampling":{"oneIn":100,"by":"Flow"},"snapLength":128,"rateLimit":{"packetsPerSecond":1000,"bitsPerSecond":"1.5G"},"sourceTag":{"vlan":101},"distribution":"FlowHash"}
        """;

    private const string Object = $$"""
        {"apiVersion":"k8smirror.io/v1alpha1","kind":"NodeMirror","metadata":{"name":"n","uid":"u","generation":2,"resourceVersion":"2","annotations":{"k8smirror.io/spec-written-at":"2026-01-01T00:00:00Z"} },
         "spec":{"sessions":[{{Session}}]},
         "status":{"observedGeneration":1,"agentVersion":"1","kernel":{"release":"6.18","attachMode":"tcx"},"sessions":[{"mirrorRef":{"name":"a"},"state":"Programmed","edges":[{"source":"eth1","direction":"Ingress","target":"eth2","state":"Programmed"}]}]} }
        """;

    [Fact]
    public void A_NodeMirror() => Fuzzer.Run("nodemirror", [Object, Object.Replace(Session, Session + "," + Session, StringComparison.Ordinal)], text =>
    {
        if (Json(text, element => NodeMirrorReader.Read(element)) is { } found)
        {
            Pass(found.Spec, found.Rejected);
        }
    });

    [Fact]
    public void A_saved_spec()
    {
        using var dir = new TempDir();
        Fuzzer.Run("saved-spec", [$$"""{"node":"n","uid":"u","generation":2,"spec":{"sessions":[{{Session}}]},"addressSets":{"partners":{"cidrs":["192.0.2.0/24"]},"gone":{} } }"""], text =>
        {
            File.WriteAllText(dir.At("nodemirror.json"), text);
            if (new SavedState(new(dir.Path, "n"), "n", NullLogger.Instance).Load() is { } saved)
            {
                _ = NamedSets.FromDisk(saved.Spec);
                Pass(saved.Spec.Spec, []);
            }
        });
    }

    [Fact]
    public void Saved_pods()
    {
        const string Network = """{"uid":"u","since":"2026-01-01T00:00:00Z","addresses":"10.0.0.1"}""";
        using var dir = new TempDir();
        var spec = JsonSerializer.Deserialize($$"""{"sessions":[{{Session}}]}""", ApiJsonContext.Default.NodeMirrorSpec)!;
        Fuzzer.Run("saved-pods", [$$"""{"bootId":"b","bindings":[{"network":{{Network}},"namespace":1,"nic":5,"nics":[5,6],"hadNic":true}],"gone":[{{Network}}],"open":[{{Network}}],"rivals":[{"network":{{Network}},"nic":7}]}"""], text =>
        {
            File.WriteAllText(dir.At("pods.json"), text);
            var records = new PodMemoryFile(dir.Path, "b", NullLogger.Instance).Load();
            using var pods = new PodFinder(new FakeNode(), new FakePodMemory { Records = records }, TimeProvider.System);
            _ = pods.Find(spec, Nic.Table("eth1", "eth2"), DateTimeOffset.UnixEpoch);
        });
    }

    /// <summary>The agent that answers may be of another version.</summary>
    [Fact]
    public void An_answer_to_status() => Fuzzer.Run("status", ["{}", """
        {"agentIsRunning":true,"version":"1","processId":7,"startedAt":"2026-01-01T00:00:00Z","source":"x","kernel":"6.18","attach":"tcx","cpu":{"budget":0.3,"offload":{"cpus":"1","waiting":1,"limit":2}},"warnings":["w"],
         "sessions":[{"mirror":"a","state":"Programmed","edges":[{"source":"eth1","direction":"Ingress","target":"eth2","state":"Programmed"}],"pods":[{"namespace":"n","name":"p"}]}],"selections":[{"mirror":"a","text":"t"}],
         "edges":[{"source":"eth1","direction":"Ingress","target":"eth2","mirrors":["a"],"seenPackets":1,"droppedPackets":{"budget":1}}],"targets":[{"target":"eth2","queueDisciplines":["fq"],"droppedLaterPackets":1}]}
        """], text =>
    {
        if (Json(text, StatusClient.Read) is { } report)
        {
            _ = StatusText.Render(report, DateTimeOffset.UnixEpoch);
        }
    });

    private static void Pass(NodeMirrorSpec spec, IReadOnlyList<SessionStatus> rejected)
    {
        var wanted = new WantedSpec();
        wanted.Take("u", 1, spec, rejected, null);
        using var pods = new PodFinder(new FakeNode(), new FakePodMemory(), TimeProvider.System);
        var view = new ReconcilePass(new FakeLinks(Nic.Table("eth1", "eth2", @"\xff[")), new FakePaths(), pods, new FakeDatapath(), TimeProvider.System)
            .Run(wanted.Compose(ImmutableDictionary<string, Core.Filtering.PrefixSet?>.Empty.Add("partners", null)), []);
        Assert.NotEmpty(JsonSerializer.Serialize(StatusExcerpt.Of(view.Status), ApiJsonContext.Default.NodeMirrorStatus));
        _ = SelectionReport.Of(view.Spec);
    }

    /// <summary>Null if the text is not JSON, or the reader reports that it cannot read it.</summary>
    private static T? Json<T>(string text, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
