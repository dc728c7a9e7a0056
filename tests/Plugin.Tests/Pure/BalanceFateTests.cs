using K8sMirror.Core.Api;
using K8sMirror.Plugin.Explaining;

namespace K8sMirror.Plugin.Tests.Pure;

/// <summary>Which target a mirror that spreads conversations gives a flow to. Datapath.Tests compares the kernel with the same arithmetic.</summary>
public sealed class BalanceFateTests
{
    private static readonly string[] Targets = ["a", "b", "c"];

    [Fact]
    public void Both_directions_of_a_flow_go_to_the_same_target()
    {
        var copies = Explain("tcp 10.0.0.7:41000 -> 10.0.0.9:443");

        var picked = Assert.Single(copies, c => c.Verdict == Verdict.Copied).Target;
        Assert.Equal(copies.Select(c => c.Verdict), Explain("tcp 10.0.0.9:443 -> 10.0.0.7:41000").Select(c => c.Verdict));
        Assert.All(copies, c => Assert.Equal($"FlowHash gives this conversation to name-{picked}", c.Message));
    }

    [Fact]
    public void A_flow_that_is_not_told_in_full_may_go_to_each()
    {
        foreach (var flow in new[] { "eth1", "tcp 10.0.0.7 -> 10.0.0.9:443", "10.0.0.7:1 -> 10.0.0.9:443", "tcp 10.0.0.7:41000", "arp" })
        {
            Assert.All(Explain(flow), c => Assert.Equal(
                (Verdict.Copied, "FlowHash gives each conversation to one of the targets; say protocol, addresses and ports to know which"), (c.Verdict, c.Message)));
        }
    }

    [Fact]
    public void A_target_that_is_down_has_no_flows()
    {
        var targets = new HashSet<string>();
        for (var port = 41000; port < 41100; port++)
        {
            targets.Add(Explain($"udp 10.0.0.7:{port} -> 10.0.0.9:53", down: "b").Single(c => c.Verdict == Verdict.Copied).Target);
        }
        Assert.Equal(["a", "c"], targets.Order());
        Assert.Single(Explain("icmp 10.0.0.7 -> 10.0.0.9", down: "b"), c => c.Verdict == Verdict.Copied);
    }

    private static IReadOnlyList<CopyFate> Explain(string flow, string? down = null)
    {
        var mirror = Make.Mirror("spread", "eth1", "a") is var one ? one with
        {
            Spec = one.Spec with
            {
                Distribution = MirrorDistribution.FlowHash,
                Targets = [.. Targets.Select(t => new MirrorTarget { Name = $"name-{t}", Interface = t })],
            },
        } : null!;
        var told = Make.Told("n", [mirror], [.. Targets.Select(t => t == down ? Make.Edge("eth1", t, Reasons.TargetDown, "down") : Make.Edge("eth1", t))]);
        return Explainer.Explain(Make.Cluster([mirror], [Make.Node("n")], told), "n", Flow.Parse([flow]).Flow!, null).Copies;
    }
}
