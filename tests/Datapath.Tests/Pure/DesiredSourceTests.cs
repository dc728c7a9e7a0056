using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.Datapath.Tests.Pure;

public sealed class DesiredSourceTests
{
    private static readonly DesiredEdge[] Matrix =
    [
        .. from source in Enumerable.Range(1, 4)
        from target in Enumerable.Range(1, 4)
        where source != target
        select new DesiredEdge(new($"eth{source}", EdgeDirection.Ingress, $"eth{target}"), source, target, 1500, ["all"]),
    ];

    [Fact]
    public void Edges_in_any_order_give_the_same_hooks() =>
        Gen.Shuffle(Matrix).Sample(shuffled => Text(DesiredSource.From(shuffled, offloadFrom: null)) == Text(DesiredSource.From(Matrix, offloadFrom: null)));

    [Fact]
    public void The_largest_frame_is_the_mtu_and_the_ethernet_header() =>
        Assert.All(DesiredSource.From(Matrix, offloadFrom: null).SelectMany(s => s.Targets), t => Assert.Equal(1514U, t.MaxFrame));

    [Fact]
    public void Higher_priorities_come_first_and_the_lowest_ones_share_the_last_level()
    {
        var edges = Enumerable.Range(0, 10).Select(i => new DesiredEdge(new("eth1", EdgeDirection.Ingress, $"t{i}"), 1, 2 + i, 1500, ["m"]) { Priority = i * 10 }).ToArray();
        Gen.Shuffle(edges).Sample(shuffled =>
        {
            var targets = Assert.Single(DesiredSource.From(shuffled, offloadFrom: null)).Targets;
            Assert.Equal(["t9", "t8", "t7", "t6", "t5", "t4", "t3", "t0", "t1", "t2"], targets.Select(t => t.Id));
            Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 7, 7], targets.Select(t => t.Level));
        });
    }

    private static string Text(IEnumerable<DesiredSource> sources) =>
        string.Join('\n', sources.Select(s => $"{s.Index} {s.Direction} {s.Name}: {string.Join(' ', s.Targets)}"));
}
