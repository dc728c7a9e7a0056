using System.Globalization;
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
