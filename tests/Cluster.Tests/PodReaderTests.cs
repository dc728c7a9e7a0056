using System.Text.Json;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Planning;

namespace K8sMirror.Cluster.Tests;

public sealed class PodReaderTests
{
    private readonly PodReader reader = new();

    [Fact]
    public void What_matters_is_read()
    {
        var pod = Read("""
            {"metadata":{"namespace":"pay","name":"db-0","uid":"u1","labels":{"app":"db"},"creationTimestamp":"2026-01-02T03:04:05Z","managedFields":[{}]},
             "spec":{"nodeName":"n1","hostNetwork":false,"containers":[{}]},
             "status":{"phase":"Running","podIP":"10.0.0.1","podIPs":[{"ip":"10.0.0.1"},{"ip":"fd00::1"}],
              "conditions":[{"type":"Ready","status":"False"},{"type":"PodReadyToStartContainers","status":"True","lastTransitionTime":"2026-01-02T03:04:06Z"}]} }
            """);
        Assert.Equal(("pay", "db-0", "u1", "n1", "2026-01-02T03:04:06Z"), (pod.Namespace, pod.Name, pod.Uid, pod.Node, pod.NetworkSince));
        Assert.Equal("db", Assert.Single(pod.Labels).Value);
        Assert.Equal(["10.0.0.1", "fd00::1"], pod.Addresses);
        Assert.Equal(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), pod.Created);
        Assert.False(pod.IsHostNetwork || pod.HasEnded);
    }

    [Fact]
    public void What_is_not_there_is_not_known()
    {
        var pod = Read("""{"metadata":{"namespace":"pay","name":"db-0"},"spec":{},"status":{"conditions":[{"type":"PodReadyToStartContainers","status":"False","lastTransitionTime":"2026-01-02T03:04:06Z"}]} }""");
        Assert.Equal(("", "", null, null), (pod.Uid, pod.Node, pod.NetworkSince, pod.Created));
        Assert.Empty(pod.Addresses);
        Assert.Empty(pod.Labels);
        Assert.Equal(["10.0.0.1"], Read("""{"metadata":{"namespace":"pay","name":"old"},"status":{"podIP":"10.0.0.1"} }""").Addresses);
    }

    [Theory]
    [InlineData("Pending", false)]
    [InlineData("Running", false)]
    [InlineData("Unknown", false)]
    [InlineData("Succeeded", true)]
    [InlineData("Failed", true)]
    public void Only_what_has_ended_for_good_has_ended(string phase, bool hasEnded) => Assert.Equal(
        hasEnded, Read($$"""{"metadata":{"namespace":"pay","name":"db-0"},"spec":{"hostNetwork":true},"status":{"phase":"{{phase}}"} }""") is { IsHostNetwork: true, HasEnded: true });

    [Fact]
    public void Pods_of_one_set_share_what_is_the_same()
    {
        var (a, b) = (Read("a"), Read("b"));
        Assert.Same(a.Labels, b.Labels);
        Assert.Same(a.Namespace, b.Namespace);
        Assert.Same(a.Node, b.Node);

        ClusterPod Read(string name) => this.Read($$"""{"metadata":{"namespace":"pay","name":"{{name}}","labels":{"app":"db","hash":"1"} },"spec":{"nodeName":"n1"} }""");
    }

    private ClusterPod Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return reader.Read(document.RootElement);
    }
}
