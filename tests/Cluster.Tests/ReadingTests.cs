using System.Text.Json;
using K8sMirror.Cluster.Reading;

namespace K8sMirror.Cluster.Tests;

/// <summary>What the programs read from objects of a server that may be newer than they are.</summary>
public sealed class ReadingTests
{
    [Theory]
    [InlineData("True", true, false)]
    [InlineData("False", false, false)]
    [InlineData("Unknown", false, true)]
    public void A_node_is_lost_when_its_kubelet_went_silent_and_not_when_it_says_that_it_is_not_ready(string ready, bool isReady, bool isLost)
    {
        var node = NodeReader.Read(Json($$$"""
            {"metadata":{"name":"a","uid":"u","labels":{"zone":"edge"}},"status":{"nodeInfo":{"bootID":"b"},"brandNew":{},
            "conditions":[{"type":"DiskPressure","status":"Unknown"},{"type":"Ready","status":"{{{ready}}}","lastTransitionTime":"2026-01-02T03:04:05Z"}]}}
            """));

        Assert.Equal(("a", "b", isReady, isLost), (node.Name, node.BootId, node.IsReady, node.LostSince is not null));
        Assert.Equal("edge", node.Node.Labels["zone"]);
    }

    // As a server writes a condition whose author has set no time.
    [Fact]
    public void A_condition_without_a_time_is_read() =>
        Assert.Equal(new("True", null), ReadyCondition.Of(Json("""{"status":{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":null}]}}""")));

    [Theory]
    [InlineData("""{"status":{"conditions":null}}""")]
    [InlineData("{}")]
    [InlineData("""{"status":{}}""")]
    [InlineData("""{"status":{"conditions":[{"status":"True"}]}}""")]
    public void An_object_without_the_condition_is_neither_ready_nor_lost(string item) => Assert.Equal(new("", null), ReadyCondition.Of(Json(item)));

    [Fact]
    public void An_address_set_with_a_field_that_is_unknown_has_a_problem_and_no_prefixes()
    {
        Assert.Equal("10.0.0.0/8", Assert.Single(AddressSetJson.Read(Json("""{"spec":{"cidrs":["10.0.0.0/8"]}}""")).Prefixes).ToString());

        var set = AddressSetJson.Read(Json("""{"spec":{"cidrs":["10.0.0.0/8"],"except":[]}}"""));
        Assert.Empty(set.Prefixes);
        Assert.StartsWith("spec: this version cannot read it (spec.except); upgrade", set.Problem, StringComparison.Ordinal);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
