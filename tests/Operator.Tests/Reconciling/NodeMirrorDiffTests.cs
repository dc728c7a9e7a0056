using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class NodeMirrorDiffTests
{
    private static readonly ClusterNode Node = new("a", "n1", new Dictionary<string, string>());

    [Fact]
    public void What_is_not_held_does_not_come_to_a_node() =>
        Assert.Equal(["held"], Sessions(Assert.Single(Diff([Session("new"), Session("held")], there: [], without: "new"))));

    [Fact]
    public void What_a_node_has_stays_there_while_its_finalizer_is_put_back() =>
        Assert.Empty(Diff([Session("held"), Session("ids")], there: [Session("held"), Session("ids")], without: "ids"));

    [Fact]
    public void What_a_node_has_of_an_earlier_mirror_of_that_name_does_not_stay() =>
        Assert.Equal(["held"], Sessions(Assert.Single(Diff([Session("held"), Session("ids")], there: [Session("held"), Session("ids", "earlier")], without: "ids"))));

    [Fact]
    public void A_NodeMirror_that_somebody_s_finalizer_holds_follows_all_the_same() =>
        Assert.Equal(["ids"], Sessions(Assert.Single(Diff([Session("ids")], there: [Session("held")], without: "", deleted: DateTimeOffset.UtcNow))));

    [Fact]
    public void What_a_node_has_of_a_mirror_whose_pods_are_not_known_yet_stays_as_it_is()
    {
        Assert.Empty(Diff([Session("a"), Session("z")], there: [Session("a"), Session("pods"), Session("z")], without: "", awaiting: Awaiting("u1")));
        Assert.Equal(["a", "pods"], Sessions(Assert.Single(Diff([Session("a")], there: [Session("pods")], without: "", awaiting: Awaiting("u1")))));
        Assert.Empty(Diff([], there: [], without: "", awaiting: Awaiting("u1")));
        // Nothing is kept of an earlier mirror with that name, of a paused one, and of one that is being deleted.
        Assert.Empty(Sessions(Assert.Single(Diff([], there: [Session("pods")], without: "", awaiting: Awaiting("u2")))));
        Assert.Empty(Sessions(Assert.Single(Diff([], there: [Session("pods")], without: "", awaiting: Awaiting("u1", paused: true)))));
        Assert.Empty(Sessions(Assert.Single(Diff([], there: [Session("pods")], without: "", awaiting: Awaiting("u1", deleted: DateTimeOffset.UtcNow)))));

        static MirrorPlan Awaiting(string uid, bool paused = false, DateTimeOffset? deleted = null) => new(
            new() { Metadata = new() { Name = "pods", Uid = uid, DeletionTimestamp = deleted }, Spec = new() { Paused = paused } }, [], [])
        { AwaitsPods = true };
    }

    private static IReadOnlyList<NodeMirrorChange> Diff(
        MirrorSession[] planned, MirrorSession[] there, string without, DateTimeOffset? deleted = null, MirrorPlan? awaiting = null)
    {
        var nodeMirror = new NodeMirror
        {
            Metadata = new ObjectMeta { Name = Node.Name, DeletionTimestamp = deleted, OwnerReferences = [new OwnerReference { Kind = "Node", Uid = Node.Uid }] },
            Spec = new() { Sessions = there },
        };
        return NodeMirrorDiff.Compute(
            new ClusterView(
                new Dictionary<string, Watched<TrafficMirror>>(),
                new Dictionary<string, Watched<NodeMirror>> { [Node.Name] = new(Node.Name, 1, nodeMirror) },
                new Dictionary<string, Watched<NodeFacts>> { [Node.Name] = new(Node.Name, 1, new NodeFacts(Node, null)) }),
            new ClusterPlan(new Dictionary<string, NodeMirrorSpec> { [Node.Name] = new() { Sessions = planned } }, awaiting is null ? [] : [awaiting]),
            new HashSet<string> { without });
    }

    private static MirrorSession Session(string mirror, string uid = "u1") => new() { MirrorRef = new() { Name = mirror, Uid = uid } };

    private static IEnumerable<string> Sessions(NodeMirrorChange change) => change.Spec!.Sessions.Select(session => session.Mirror);
}
