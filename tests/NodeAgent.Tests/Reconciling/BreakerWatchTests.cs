using System.Collections.Concurrent;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class BreakerWatchTests
{
    private static readonly EdgeKey Edge = new("eth1", EdgeDirection.Ingress, "eth2");
    private static readonly EdgeKey Other = new("eth1", EdgeDirection.Ingress, "eth3");
    private readonly ConcurrentQueue<string> lines = new();
    private readonly BreakerWatch watch;

    public BreakerWatchTests() => watch = new(new RecordingLogger<AgentLoop>(lines));

    private long Count => watch.Suspicions[new("eth1", EdgeDirection.Ingress)];

    [Fact]
    public void A_suspicion_is_counted_and_is_no_news()
    {
        watch.Look(Vitals(1, suspicions: 0));
        watch.Look(Vitals(1, suspicions: 1));
        watch.Look(Vitals(1, suspicions: 2));

        Assert.Equal(2, Count);
        Assert.Empty(lines);
    }

    [Fact]
    public void A_proof_names_the_edge_once()
    {
        watch.Look(Vitals(1, suspicions: 1, Edge));
        watch.Look(Vitals(1, suspicions: 1, Edge));

        Assert.StartsWith("eth1:ingress→eth2: a test frame", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_edge_is_told_when_it_stops_and_when_it_goes_on()
    {
        watch.Look(Vitals(1, suspicions: 1, Edge));
        watch.Look(Vitals(1, suspicions: 2, Edge, Other));
        watch.Look(Vitals(1, suspicions: 2, Other));
        watch.Look(Vitals(1, suspicions: 3, Edge, Other));

        string[] starts = ["eth1:ingress→eth2: a test frame", "eth1:ingress→eth3: a test frame", "eth1:ingress→eth2: the loop is gone", "eth1:ingress→eth2: a test frame"];
        Assert.Equal(starts.Length, lines.Count);
        Assert.All(starts.Zip(lines), line => Assert.StartsWith(line.First, line.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void A_count_goes_on_when_the_hook_gets_another_group_and_ends_with_the_hook()
    {
        watch.Look(Vitals(1, suspicions: 3));
        watch.Look(Vitals(2, suspicions: 0));
        watch.Look(Vitals(2, suspicions: 1));
        watch.Look(Vitals(1, suspicions: 1));
        Assert.Equal(5, Count);

        watch.Look(DatapathVitals.None);
        Assert.Empty(watch.Suspicions);
    }

    private static DatapathVitals Vitals(uint group, uint suspicions, params EdgeKey[] stopped) =>
        new(null, [new(group, new("eth1", EdgeDirection.Ingress), suspicions, stopped)]);
}
