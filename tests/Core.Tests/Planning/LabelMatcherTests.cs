using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class LabelMatcherTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["zone"] = "edge", ["empty"] = "" };

    [Theory]
    [InlineData("zone", "In", "edge", true)]
    [InlineData("zone", "In", "core,edge", true)]
    [InlineData("zone", "In", "core", false)]
    [InlineData("zone", "In", "Edge", false)]
    [InlineData("absent", "In", "edge", false)]
    [InlineData("absent", "In", "", false)]
    [InlineData("empty", "In", "", true)]
    [InlineData("zone", "NotIn", "edge", false)]
    [InlineData("zone", "NotIn", "core", true)]
    [InlineData("absent", "NotIn", "edge", true)]
    [InlineData("absent", "NotIn", "", true)]
    [InlineData("empty", "NotIn", "", false)]
    [InlineData("zone", "Exists", null, true)]
    [InlineData("empty", "Exists", null, true)]
    [InlineData("absent", "Exists", null, false)]
    [InlineData("zone", "DoesNotExist", null, false)]
    [InlineData("absent", "DoesNotExist", null, true)]
    [InlineData("zone", "exists", null, false)]
    [InlineData("absent", "", null, false)]
    public void Requirements_mean_what_they_mean_in_kubernetes(string key, string op, string? values, bool expected)
    {
        var requirement = new LabelSelectorRequirement { Key = key, Operator = op, Values = values?.Split(',') };
        Assert.Equal(expected, LabelMatcher.Matches(new() { MatchExpressions = [requirement] }, Labels));
    }

    [Fact]
    public void No_selector_and_an_empty_one_match_every_node()
    {
        Assert.True(LabelMatcher.Matches(null, Labels));
        Assert.True(LabelMatcher.Matches(new(), new Dictionary<string, string>()));
    }

    [Theory]
    [InlineData("zone", "edge", true)]
    [InlineData("zone", "core", false)]
    [InlineData("absent", "", false)]
    [InlineData("empty", "", true)]
    public void Match_labels_are_exact(string key, string value, bool expected) =>
        Assert.Equal(expected, LabelMatcher.Matches(new() { MatchLabels = new Dictionary<string, string> { [key] = value } }, Labels));

    [Fact]
    public void All_parts_must_match() => Assert.False(LabelMatcher.Matches(
        new()
        {
            MatchLabels = new Dictionary<string, string> { ["zone"] = "edge" },
            MatchExpressions = [new() { Key = "zone", Operator = "Exists" }, new() { Key = "empty", Operator = "DoesNotExist" }],
        },
        Labels));
}
