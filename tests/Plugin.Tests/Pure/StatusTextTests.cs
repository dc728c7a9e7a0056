using K8sMirror.Core.Api;
using K8sMirror.Plugin.Statuses;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class StatusTextTests
{
    [Fact]
    public void A_mirror_in_full_has_its_rules_and_a_list_has_not()
    {
        var mirror = Make.Mirror("web", "eth1", "eth2");
        mirror = mirror with
        {
            Spec = mirror.Spec with { Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP", Destination = new() { Ports = ["443"] } }] }, Sampling = new() { OneIn = 9 }, SnapLength = 96, RateLimit = new() { PacketsPerSecond = 1000 } },
        };
        var cluster = Make.Cluster([mirror], [Make.Node("a")]);

        var full = StatusText.Render(StatusComposer.Compose(cluster, null, "web"), DateTimeOffset.UnixEpoch, full: true);
        var list = StatusText.Render(StatusComposer.Compose(cluster, null, null), DateTimeOffset.UnixEpoch, full: false);

        Assert.Contains("\nfilter: 1 rule, else Reject; sampling: 1 in 9 by flow; slicing: first 96 bytes; rate limit: 1000 packets/s\n  rules[0]: Accept TCP to port 443\n", full, StringComparison.Ordinal);
        Assert.DoesNotContain("filter", list, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_are_listed_by_mirror_and_node_sources_before_targets_and_a_cut_list_says_so()
    {
        var mirror = Make.Mirror("db", "eth1", "eth2");
        mirror = mirror with { Status = new() { Pods = new() { Selected = 30, Mirrored = 28, Waiting = 2 } } };
        SessionStatus session = new()
        {
            Mirror = "db",
            PodCounts = new() { Selected = 4, Mirrored = 2, Waiting = 2 },
            Pods =
            [
                new() { Namespace = "sensors", Name = "ids", IsTarget = true, Interfaces = ["veth9"], State = ProgrammedState.Programmed, Reason = Reasons.Programmed },
                new() { Namespace = "payments", Name = "db-0", Interfaces = ["veth1"], State = ProgrammedState.Programmed, Reason = Reasons.Programmed },
                new() { Namespace = "payments", Name = "db-2", Interfaces = ["eth1", "eth2"], ByAddress = true, State = ProgrammedState.Programmed, Reason = Reasons.Programmed, Message = "it shares eth1" },
                new() { Namespace = "payments", Name = "db-1", State = ProgrammedState.Pending, Reason = Reasons.PodInterfaceNotFound, Message = "no NIC yet" },
            ],
        };
        var cluster = Make.Cluster([mirror], [Make.Node("a")]) with
        {
            NodeMirrors = new Dictionary<string, NodeMirror> { ["a"] = new() { Metadata = new() { Name = "a" }, Status = new() { Sessions = [session] } } },
        };
        var report = StatusComposer.Compose(cluster, null, null);

        Assert.DoesNotContain("payments", StatusText.Render(report, DateTimeOffset.UnixEpoch, full: false), StringComparison.Ordinal);
        var text = StatusText.Render(PodLines.AddTo(report, cluster), DateTimeOffset.UnixEpoch, full: false);

        Assert.Contains("28/30", text, StringComparison.Ordinal);
        var lines = text.Split('\n').SkipWhile(l => !l.StartsWith("MIRROR ", StringComparison.Ordinal)).Skip(1).Take(4)
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(
            [
                "db a payments db-0 source veth1 Programmed Programmed",
                "db a payments db-1 source - Pending PodInterfaceNotFound no NIC yet",
                "db a payments db-2 source eth1,eth2 (by address) Programmed Programmed it shares eth1",
                "db a sensors ids target veth9 Programmed Programmed",
            ],
            lines);
        Assert.Contains("note: a does not list 1 more pods of db\n", text, StringComparison.Ordinal);
    }

    /// <summary>Its generation is then a new one, and the NodeMirrors no longer have it: the nodes that still copy are what delays the deletion.</summary>
    [Fact]
    public void A_mirror_that_is_being_deleted_shows_the_nodes_that_have_not_ended_it()
    {
        var mirror = Make.Mirror("ids", "eth1", "eth2");
        var told = Make.Told("a", [mirror], Make.Edge("eth1", "eth2"));
        var deleted = mirror with { Metadata = mirror.Metadata with { Generation = 2, DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        var behind = told with { Metadata = told.Metadata with { Name = "b", Generation = 4 }, Spec = new() };
        var done = behind with { Metadata = behind.Metadata with { Name = "c" }, Status = new() { ObservedGeneration = 4 } };

        var nodes = StatusComposer.Compose(Make.Cluster([deleted], [Make.Node("a"), Make.Node("b"), Make.Node("c")], told, behind, done), null, "ids").Nodes;

        Assert.Equal(
            [("a", "stopping: the operator has not removed it from this node's NodeMirror yet"), ("b", "stopping: this node's agent has not reported that it has stopped yet")], nodes.Select(n => (n.Node, n.Message)));
        Assert.All(nodes, n => Assert.Equal((ProgrammedState.Programmed, n.Message), (n.Edges.Single().State, n.Edges.Single().Message)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mirror_that_was_paused_or_made_anew_shows_the_copies_of_its_own_that_go_on(bool isSame)
    {
        var mirror = Make.Mirror("ids", "eth1", "eth2", paused: true);
        var told = Make.Told("a", [mirror], Make.Edge("eth1", "eth2")) with { Spec = new() };
        var now = mirror with { Metadata = mirror.Metadata with { Generation = 2, Uid = isSame ? mirror.Metadata.Uid : "another" } };

        Assert.Equal(isSame ? 1 : 0, StatusComposer.Compose(Make.Cluster([now], [Make.Node("a")], told), null, "ids").Nodes.Count);
    }
}
