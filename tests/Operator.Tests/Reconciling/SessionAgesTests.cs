using K8sMirror.Core.Api;
using K8sMirror.Operator.Reconciling;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class SessionAgesTests
{
    private readonly SessionAges ages = new();

    [Fact]
    public void What_stays_keeps_its_age_and_what_comes_changes_or_leaves_begins_anew()
    {
        Assert.Equal("a7 b7", Look(7, 7, "a1", "b1"));
        Assert.Equal("a7 b8", Look(8, 7, "a1", "b2"));
        Assert.Equal("a7 b9", Look(9, 7, "a1"));
        Assert.Equal("a7 b10", Look(10, 7, "a1", "b2"));
        Assert.Equal("a7 b10", Look(10, 10, "a1", "b2"));
        Assert.Equal("a11 b7", Look(11, 10, "a2", "b2"));
    }

    [Fact]
    public void A_generation_that_was_missed_or_another_object_begins_all_anew()
    {
        Look(7, 7, "a1", "b1");
        Assert.Equal("a9 b9", Look(9, 7, "a1", "b1"));
        Assert.Equal("a8 b8", Look(8, 7, "a1", "b1"));
        Assert.Equal("a9 b9", Look(9, 7, "a1", "b1", uid: "another"));
    }

    [Fact]
    public void Pods_that_come_and_go_put_nothing_in_doubt()
    {
        MirrorSession Of(params string[] pods) => Session("a1") with { Pods = [.. pods.Select(pod => new SessionPod { Name = pod })] };
        ages.Look([NodeMirror(7, 7, [Of("p")], "u")]);
        var now = NodeMirror(8, 7, [Of("p", "q")], "u");
        ages.Look([now]);
        Assert.Equal(7, ages.SinceOf(now, "a"));
    }

    [Fact]
    public void What_has_not_been_looked_at_counts_from_the_present_generation() =>
        Assert.Equal(5, ages.SinceOf(NodeMirror(5, 3, [], "u"), "a"));

    private string Look(long generation, long reported, string a, string? b = null, string uid = "u")
    {
        var nodeMirror = NodeMirror(generation, reported, [.. ((string?[])[a, b]).OfType<string>().Select(Session)], uid);
        ages.Look([nodeMirror]);
        return $"a{ages.SinceOf(nodeMirror, "a")} b{ages.SinceOf(nodeMirror, "b")}";
    }

    private static NodeMirror NodeMirror(long generation, long reported, IReadOnlyList<MirrorSession> sessions, string uid) => new()
    {
        Metadata = new ObjectMeta { Name = "node", Uid = uid, Generation = generation },
        Spec = new() { Sessions = sessions },
        Status = new() { ObservedGeneration = reported },
    };

    private static MirrorSession Session(string text) => new() { MirrorRef = new() { Name = text[..1], Generation = text[1] - '0' } };
}
