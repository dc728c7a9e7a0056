using System.Collections.Immutable;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Watching;

public sealed class PodInterestTests
{
    private static readonly Dictionary<string, Watched<NamespaceLabels>> Namespaces = new()
    {
        ["payments"] = new("payments", 1, new(Labels("team", "pay"))),
        ["shop"] = new("shop", 1, new(Labels("team", "shop"))),
    };

    [Fact]
    public void Sources_and_targets_select_and_NICs_do_not()
    {
        var interest = Of(new()
        {
            Sources = [new() { Interface = "eth0" }, new() { PodSelector = Select("app", "db") }],
            Targets = [new() { Name = "a", Interface = "eth1" }, new() { Name = "b", PodSelector = Select("app", "ids") }],
        });

        Assert.True(interest.Selects(Pod("shop", "db"), null));
        Assert.True(interest.Selects(Pod("shop", "ids"), null));
        Assert.False(interest.Selects(Pod("shop", "web"), null));
        Assert.False(PodInterest.None.Selects(Pod("shop", "db"), null));
    }

    [Fact]
    public void Namespaces_that_are_not_known_may_match()
    {
        var interest = Of(new() { Sources = [new() { PodSelector = new(), NamespaceSelector = Select("team", "pay") }] });

        Assert.True(interest.Selects(Pod("payments", "db"), Namespaces));
        Assert.False(interest.Selects(Pod("shop", "db"), Namespaces));
        Assert.False(interest.Selects(Pod("new", "db"), Namespaces));
        Assert.True(interest.Selects(Pod("shop", "db"), null));
    }

    [Fact]
    public void It_follows_the_mirrors()
    {
        var before = Mirrors(new() { Sources = [new() { PodSelector = Select("app", "db") }] });
        var interest = PodInterest.None.Follow(before);

        Assert.Same(interest, interest.Follow(before));
        Assert.True(interest.Selects(Pod("shop", "db"), null));
        Assert.False(interest.Follow(Mirrors(new() { Sources = [new() { PodSelector = Select("app", "web") }] })).Selects(Pod("shop", "db"), null));
    }

    private static PodInterest Of(TrafficMirrorSpec spec) => new(Mirrors(spec));

    private static ImmutableDictionary<string, Watched<TrafficMirror>> Mirrors(TrafficMirrorSpec spec) =>
        ImmutableDictionary<string, Watched<TrafficMirror>>.Empty.Add("m", new("m", 1, new() { Metadata = new() { Name = "m" }, Spec = spec }));

    private static LabelSelector Select(string key, string value) => new() { MatchLabels = Labels(key, value) };

    private static Dictionary<string, string> Labels(string key, string value) => new() { [key] = value };

    private static ClusterPod Pod(string ns, string app) => new(ns, app + "-0", "u", "n1") { Labels = Labels("app", app) };
}
