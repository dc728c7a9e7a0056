using System.Globalization;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class FinalizerReleaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TrafficMirror Mirror = new() { Metadata = new ObjectMeta { Name = "ids", Uid = "u1" } };

    [Fact]
    public void With_no_node_it_goes() => Assert.Equal(new FinalizerRelease(0, null), Decide());

    [Fact]
    public void A_node_that_still_has_it_is_waited_for_however_long() =>
        Assert.Equal(new FinalizerRelease(1, null), Decide(Node("a", mentions: "u1", current: true), Node("b", lost: -100)));

    [Fact]
    public void Another_mirror_of_the_same_name_does_not_count() => Assert.Equal(0, Decide(Node("a", mentions: "u2", current: true)).Waiting);

    [Fact]
    public void Nodes_that_are_behind_are_waited_for_until_the_first_of_them_is_silent() => Assert.Equal(
        new FinalizerRelease(2, Now.AddMinutes(1)), Decide(Node("a", written: -2), Node("b", written: -4), Node("c", written: -6), Node("d", current: true)));

    [Fact]
    public void A_NodeMirror_without_its_node_does_not_count() => Assert.Equal(0, Decide(Node("a", mentions: "u1", exists: false)).Waiting);

    [Fact]
    public void A_node_that_has_carried_out_a_spec_without_it_is_not_waited_for_though_pods_have_changed_since()
    {
        var (with, _) = Node("a", mentions: "u1");
        var (without, node) = Node("a");
        var ages = new SessionAges();
        NodeMirror At(NodeMirror mirror, long generation, long observed) =>
            mirror with { Metadata = mirror.Metadata with { Generation = generation }, Status = new() { ObservedGeneration = observed } };
        int Waiting(NodeMirror mirror)
        {
            ages.Look([mirror]);
            return FinalizerRelease.Decide(
                Mirror,
                new ClusterView(
                    new Dictionary<string, Watched<TrafficMirror>>(),
                    new Dictionary<string, Watched<NodeMirror>> { ["a"] = new("a", 1, mirror) },
                    new Dictionary<string, Watched<NodeFacts>> { ["a"] = new("a", 1, node!) }),
                ages, TimeSpan.FromMinutes(5), Now).Waiting;
        }

        Assert.Equal(1, Waiting(At(with, 2, 2)));
        Assert.Equal(1, Waiting(At(without, 3, 2)));
        Assert.Equal(1, Waiting(At(without, 4, 2)));
        Assert.Equal(0, Waiting(At(without, 5, 3)));
    }

    private static FinalizerRelease Decide(params (NodeMirror Mirror, NodeFacts? Node)[] nodes) => FinalizerRelease.Decide(
        Mirror,
        new ClusterView(
            new Dictionary<string, Watched<TrafficMirror>>(),
            nodes.ToDictionary(n => n.Mirror.Metadata.Name, n => new Watched<NodeMirror>(n.Mirror.Metadata.Name, 1, n.Mirror)),
            nodes.Where(n => n.Node is not null).ToDictionary(n => n.Mirror.Metadata.Name, n => new Watched<NodeFacts>(n.Mirror.Metadata.Name, 1, n.Node!))),
        new(),
        TimeSpan.FromMinutes(5),
        Now);

    private static (NodeMirror Mirror, NodeFacts? Node) Node(
        string name, string? mentions = null, bool current = false, int written = -1, int? lost = null, bool exists = true)
    {
        var mirror = new NodeMirror
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Generation = 2,
                Annotations = new Dictionary<string, string>
                {
                    [AnnotationNames.SpecWrittenAt] = Now.AddMinutes(written).ToString("o", CultureInfo.InvariantCulture),
                },
            },
            Spec = new NodeMirrorSpec { Sessions = mentions is null ? [] : [new MirrorSession { MirrorRef = new() { Name = "ids", Uid = mentions } }] },
            Status = new NodeMirrorStatus { ObservedGeneration = current ? 2 : 1 },
        };
        var node = new NodeFacts(new ClusterNode(name, "n-" + name, new Dictionary<string, string>()), lost is { } minutes ? Now.AddMinutes(minutes) : null);
        return (mirror, exists ? node : null);
    }
}
