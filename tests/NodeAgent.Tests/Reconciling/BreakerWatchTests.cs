using System.Collections.Concurrent;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class BreakerWatchTests
{
    private static readonly EdgeKey Edge = new("eth1", EdgeDirection.Ingress, "eth2");
    private readonly ConcurrentQueue<string> lines = new();
    private readonly BreakerWatch watch;

    public BreakerWatchTests() => watch = new(TimeProvider.System, new RecordingLogger<AgentLoop>(lines));

    private long Count => watch.Suspicions[("eth1", EdgeDirection.Ingress)];

    [Fact]
    public void The_first_suspicion_names_the_edges_and_its_repeats_are_not_news()
    {
        watch.Look(Vitals(1, openings: 0));
        Assert.Empty(lines);

        watch.Look(Vitals(1, openings: 1, suspected: Edge));
        watch.Look(Vitals(1, openings: 2, suspected: Edge));

        Assert.Contains("suspected of a loop: eth1:ingress→eth2", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Equal(2, Count);
    }

    [Fact]
    public void An_acquittal_is_told_and_the_next_suspicion_is_news_again()
    {
        watch.Look(Vitals(1, openings: 1, suspected: Edge));
        watch.Look(Vitals(1, openings: 1, acquittals: 1));
        Assert.Contains("not by a loop", lines.Last(), StringComparison.Ordinal);

        watch.Look(Vitals(1, openings: 2, acquittals: 1, suspected: Edge));
        Assert.Equal(3, lines.Count);
    }

    [Fact]
    public void A_count_goes_on_when_the_hook_gets_another_group_and_ends_with_the_hook()
    {
        watch.Look(Vitals(1, openings: 3, suspected: Edge));
        watch.Look(Vitals(2, openings: 0));
        watch.Look(Vitals(2, openings: 1, suspected: Edge));
        watch.Look(Vitals(1, openings: 1, suspected: Edge));
        Assert.Equal(5, Count);

        watch.Look(DatapathVitals.None);
        Assert.Empty(watch.Suspicions);
    }

    private static DatapathVitals Vitals(uint group, uint openings, uint acquittals = 0, params EdgeKey[] suspected) =>
        new(null, [new(group, "eth1", EdgeDirection.Ingress, openings, acquittals, suspected, suspected)]);
}
