using System.Net;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class CollectorReachTests
{
    private static readonly IPAddress Remote = IPAddress.Parse("192.0.2.8");

    [Fact]
    public void Two_ways_to_one_collector_are_one_and_the_worse_counts()
    {
        var plain = Ask.Collector("192.0.2.8");
        var asked = plain with { Name = "asked", HealthCheck = new() { TcpPort = 80 } };
        var ways = new CollectorWays(new Dictionary<Collector, CollectorPath>
        {
            [new(Remote, null, 0, false)] = FakePaths.Usable(Remote),
            [new(Remote, null, 80, false)] = FakePaths.Usable(Remote) with { State = CollectorState.Unhealthy, Problem = "refused" },
        });

        var both = Ask.For(Ask.Session("a", ["eth1"], []) with { Targets = [plain] }, Ask.Session("b", ["eth1"], []) with { Targets = [asked] });
        Assert.Equal([new("vxlan:7@192.0.2.8", "eth2", false)], CollectorReach.In(both, ways));
        Assert.Equal([new("vxlan:7@192.0.2.8", "eth2", true)], CollectorReach.In(Ask.For(both.Sessions[0]), ways));
    }

    [Fact]
    public void Their_order_is_that_of_their_names_and_NICs_are_none()
    {
        var session = Ask.Session("a", ["eth1"], ["eth2"]);
        session = session with { Targets = [.. session.Targets, Ask.Collector("192.0.2.9"), Ask.Collector("192.0.2.8")] };

        Assert.Equal(
            [new("vxlan:7@192.0.2.8", "", false), new("vxlan:7@192.0.2.9", "", false)],
            CollectorReach.In(Ask.For(session), CollectorWays.None));
    }
}
