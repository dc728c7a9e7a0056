using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class MirrorValidatorTests
{
    [Fact]
    public void A_good_mirror_has_no_findings() => Assert.Empty(MirrorValidator.Validate(Make.Mirror("m", "eth1,ens*", "eth2,eth3", "edge")));

    [Theory]
    [InlineData("", "eth2", "spec.sources", "no source")]
    [InlineData("eth1", "", "spec.targets", "no target")]
    [InlineData("eth1,a b", "eth2", "spec.sources[1].interface", "white space")]
    [InlineData("eth[", "eth2", "spec.sources[0].interface", "without ']'")]
    [InlineData("averyveryverylongname", "eth2", "spec.sources[0].interface", "21 bytes")]
    [InlineData("k8sm-out", "eth2", "spec.sources[0].interface", "reserved")]
    [InlineData("eth1", "k8sm-in", "spec.targets[0].interface", "reserved")]
    [InlineData("eth1", "eth2,eth*", "spec.targets[1].interface", "exact name")]
    [InlineData("eth1", "eth2,eth1", "spec.targets[1].interface", "copied to itself")]
    [InlineData("eth1", "eth2,eth3,eth2", "spec.targets[2].interface", "spec.targets[0] already")]
    public void Bad_interfaces_are_found_at_their_field(string sources, string targets, string path, string why)
    {
        var finding = Assert.Single(MirrorValidator.Validate(Make.Mirror("m", sources, targets)));
        Assert.Equal((Reasons.Invalid, path, true), (finding.Reason, finding.FieldPath, finding.IsRefusal));
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("IDS", "lower-case")]
    [InlineData("-ids", "start and end")]
    [InlineData("t0", "spec.targets[0] already")]
    public void Target_names_are_labels_and_unique(string name, string why)
    {
        var mirror = Make.Mirror("m", "eth1", "eth2,eth3").With(s => s with { Targets = [s.Targets[0], s.Targets[1] with { Name = name }] });
        var finding = Assert.Single(MirrorValidator.Validate(mirror));
        Assert.Equal("spec.targets[1].name", finding.FieldPath);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_named()
    {
        var many = string.Join(',', Enumerable.Range(0, 65).Select(n => $"n{n}"));
        var finding = Assert.Single(MirrorValidator.Validate(Make.Mirror("m", "eth1", many)));
        Assert.Equal((Reasons.LimitExceeded, "spec.targets"), (finding.Reason, finding.FieldPath));
        Assert.Contains("at most 64", finding.Message, StringComparison.Ordinal);
        Assert.Equal("spec.sources", Assert.Single(MirrorValidator.Validate(Make.Mirror("m", many, "eth1"))).FieldPath);
    }

    [Theory]
    [InlineData("zone", "in", "a", "matchExpressions[0].operator", "write In, NotIn, Exists or DoesNotExist")]
    [InlineData("zone", "In", null, "matchExpressions[0].values", "at least one")]
    [InlineData("zone", "NotIn", null, "matchExpressions[0].values", "at least one")]
    [InlineData("zone", "Exists", "a", "matchExpressions[0].values", "no values")]
    [InlineData("zone", "In", "a b", "matchExpressions[0].values[0]", "letters")]
    [InlineData("a/b/c", "Exists", null, "matchExpressions[0].key", "letters")]
    [InlineData("Bad_/b", "Exists", null, "matchExpressions[0].key", "prefix")]
    [InlineData("", "Exists", null, "matchExpressions[0].key", "letters")]
    public void Bad_selectors_are_found(string key, string op, string? value, string path, string why)
    {
        var requirement = new LabelSelectorRequirement { Key = key, Operator = op, Values = value is null ? null : [value] };
        var mirror = Make.Mirror("m", "eth1", "eth2").With(s => s with { NodeSelector = new() { MatchExpressions = [requirement] } });
        var finding = Assert.Single(MirrorValidator.Validate(mirror));
        Assert.Equal("spec.nodeSelector." + path, finding.FieldPath);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    /// <summary>The CRD's limits, for manifests that no server has seen.</summary>
    [Fact]
    public void A_selector_is_not_longer_than_a_server_takes()
    {
        var labels = Enumerable.Range(0, DatapathLimits.LabelsPerSelector + 1).ToDictionary(i => $"l{i}", _ => "v");
        var values = Enumerable.Range(0, DatapathLimits.ValuesPerExpression + 1).Select(i => $"v{i}").ToList();
        var expressions = Enumerable.Range(0, DatapathLimits.ExpressionsPerSelector + 1).Select(i => new LabelSelectorRequirement { Key = "k", Operator = "In", Values = i == 0 ? values : ["v"] }).ToList();
        var mirror = Make.Mirror("m", "eth1", "eth2").With(s => s with { NodeSelector = new() { MatchLabels = labels, MatchExpressions = expressions } });

        Assert.Equal(
            [
                (Reasons.LimitExceeded, "spec.nodeSelector.matchLabels", "has 65 entries; at most 64 are possible"),
                (Reasons.LimitExceeded, "spec.nodeSelector.matchExpressions", "has 33 entries; at most 32 are possible"),
                (Reasons.LimitExceeded, "spec.nodeSelector.matchExpressions[0].values", "has 257 entries; at most 256 are possible"),
            ],
            MirrorValidator.Validate(mirror).Select(f => (f.Reason, f.FieldPath, f.Message)));
    }

    [Fact]
    public void An_unknown_direction_is_found() => Assert.Equal(
        "spec.sources[0].direction",
        Assert.Single(MirrorValidator.Validate(
            Make.Mirror("m", "eth1", "eth2").With(s => s with { Sources = [new() { Interface = "eth1", Direction = (MirrorDirection)9 }] }))).FieldPath);

    [Fact]
    public void An_unknown_segmentation_is_found() => Assert.Equal(
        "spec.targets[0].segmentation",
        Assert.Single(MirrorValidator.Validate(
            Make.Mirror("m", "eth1", "eth2").With(s => s with { Targets = [s.Targets[0] with { Segmentation = (TargetSegmentation)9 }] }))).FieldPath);
}
