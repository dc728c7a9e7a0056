using System.Globalization;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class SilenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_node_that_answers_is_not_silent() => Assert.Null(Silence.Since(Mirror(written: -60, current: true), Node(), Grace));

    [Fact]
    public void A_node_that_is_behind_counts_from_the_write() => Assert.Equal(Now.AddMinutes(4), Silence.Since(Mirror(written: -1, current: false), Node(), Grace));

    [Fact]
    public void A_lost_node_counts_from_its_loss() => Assert.Equal(Now.AddMinutes(-5), Silence.Since(Mirror(written: -1, current: true), Node(lost: -10), Grace));

    [Theory]
    [InlineData(-1, -10, -5)]
    [InlineData(-20, -10, -15)]
    public void Of_both_the_earlier_counts(int written, int lost, int expected) =>
        Assert.Equal(Now.AddMinutes(expected), Silence.Since(Mirror(written, current: false), Node(lost), Grace));

    [Fact]
    public void Without_the_annotation_the_creation_counts() =>
        Assert.Equal(Now.AddMinutes(3), Silence.Since(Mirror(written: null, current: false), Node(), Grace));

    [Fact]
    public void A_spec_that_is_changed_again_does_not_begin_the_grace_anew()
    {
        var first = Mirror(written: -4, current: false);

        var third = Over(Over(first, written: -2), written: -1);

        Assert.Equal(Now.AddMinutes(1), Silence.Since(third, Node(), Grace));
    }

    [Fact]
    public void An_agent_that_is_behind_and_moves_on_is_waited_for_from_the_last_write()
    {
        var second = Over(Mirror(written: -4, current: false), written: -1);

        var moved = second with { Status = new NodeMirrorStatus { ObservedGeneration = 3 } };

        Assert.Equal(Now.AddMinutes(4), Silence.Since(moved, Node(), Grace));
    }

    [Fact]
    public void A_change_over_a_spec_that_is_carried_out_remembers_nothing() => Assert.Null(BehindSince.Over(Mirror(written: -4, current: true)));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2 yesterday")]
    [InlineData("x 2026-01-02T03:00:05.000Z")]
    public void What_somebody_else_wrote_there_does_not_count(string text)
    {
        var mirror = Mirror(written: -1, current: false);
        var annotations = new Dictionary<string, string>(mirror.Metadata.Annotations!) { [AnnotationNames.BehindSince] = text };

        Assert.Equal(Now.AddMinutes(-1), Silence.BehindSince(mirror with { Metadata = mirror.Metadata with { Annotations = annotations } }));
    }

    private static NodeMirror Over(NodeMirror current, int written)
    {
        var next = Mirror(written, current: false);
        return next with
        {
            Metadata = next.Metadata with
            {
                Generation = current.Metadata.Generation + 1,
                Annotations = new Dictionary<string, string>(next.Metadata.Annotations!) { [AnnotationNames.BehindSince] = BehindSince.Over(current)! },
            },
        };
    }

    private static NodeFacts Node(int? lost = null) =>
        new(new ClusterNode("node-a", "n1", new Dictionary<string, string>()), lost is { } minutes ? Now.AddMinutes(minutes) : null);

    private static NodeMirror Mirror(int? written, bool current) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "node-a",
            Generation = 3,
            CreationTimestamp = Now.AddMinutes(-2),
            Annotations = written is { } minutes
                ? new Dictionary<string, string> { [AnnotationNames.SpecWrittenAt] = Now.AddMinutes(minutes).ToString("o", CultureInfo.InvariantCulture) }
                : null,
        },
        Status = new NodeMirrorStatus { ObservedGeneration = current ? 3 : 2 },
    };
}
