using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Compares <c>kubectl mirror</c> with what really happens on the nodes.</summary>
[Collection(ClusterTests.Name)]
public sealed class PluginTests
{
    [KernelFact]
    public void Plan_says_what_apply_then_does_and_status_that_it_is_done()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("planned.yaml"), AppliedMirror.Manifest("planned", null, "eth3", "eth4"));

        var before = Plugin.Json("plan", "-f", folder.At("planned.yaml"));
        Assert.Equal((6, 0), (before.GetProperty("start").GetInt32(), before.GetProperty("stop").GetInt32()));
        Assert.Equal(["node-1", "node-2", "node-3"], before.GetProperty("nodes").EnumerateArray().Select(node => Text(node, "node")));
        Assert.Null(Kubectl.Mirror("planned"));

        using var mirror = AppliedMirror.Program("planned", null, "eth3", "eth4");
        var after = Plugin.Json("plan", "-f", folder.At("planned.yaml"));
        Assert.Equal((0, 0, 6), (after.GetProperty("start").GetInt32(), after.GetProperty("stop").GetInt32(), after.GetProperty("keep").GetInt32()));

        var all = Plugin.Json("status");
        Assert.Equal((3, 3), (all.GetProperty("agents").GetProperty("ready").GetInt32(), all.GetProperty("agents").GetProperty("total").GetInt32()));
        Assert.True(all.GetProperty("operators").GetProperty("ready").GetInt32() > 0);
        var status = Plugin.Json("status", "planned", "--check");
        Assert.Equal(6, status.GetProperty("nodes").EnumerateArray().SelectMany(node => node.GetProperty("edges").EnumerateArray()).Count(edge => Text(edge, "state") == "Programmed"));

        using var missing = AppliedMirror.Apply("missing", null, "eth9");
        _ = Kubectl.Until("missing", found => AppliedMirror.Is(found, ConditionTypes.ResolvedRefs, ConditionStatus.False), "unresolved");
        var failed = Plugin.Try("status", "missing", "--check");
        Assert.Equal(5, failed.ExitCode);
        Assert.Contains("InterfaceNotFound", failed.Output, StringComparison.Ordinal);
    }

    [KernelFact]
    public void Top_and_explain_tell_copied_lost_and_not_copied_apart()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("told", null, "eth3", "eth4");
        using var elsewhere = AppliedMirror.Apply("elsewhere", "{zone: lab}");
        _ = Kubectl.Until("elsewhere", found => found.Status?.ObservedGeneration > 0, "judged");
        Assert.All(traffic.Nodes, node => node.Flows());
        traffic.Nodes[2].Dispose();
        _ = ClusterFixture.Nodes[0].Exec("ip", "link", "set", "eth4", "down");
        try
        {
            _ = Eventually.Get(() => Copy("eth4") is var copy && Text(copy, "reason") == "TargetDown" && Dropped(copy) > 0 ? "yes" : null, "a target that is down is explained");
            Assert.Equal("Lost", Text(Copy("eth4"), "verdict"));
            var copied = Copy("eth3");
            Assert.Equal("Copied", Text(copied, "verdict"));
            Assert.True(copied.GetProperty("mirrored").GetDouble() > 0);
            var other = Explained("eth1:ingress").Single(copy => Text(copy, "mirror") == "elsewhere");
            Assert.Equal(("NotCopied", "NoNodes"), (Text(other, "verdict"), Text(other, "reason")));
            Assert.All(Explained("eth1:egress"), copy => Assert.Equal("NotCopied", Text(copy, "verdict")));
            Assert.Contains("eth4 is down", Plugin.Run("explain", "node-1", "eth1:ingress"), StringComparison.Ordinal);

            var rates = Plugin.Json("top", "told", "--once", "--interval", "2s").GetProperty("edges").EnumerateArray().ToList();
            Assert.Equal(6, rates.Count);
            Assert.All(rates.Where(rate => Text(rate, "node") != "node-3"), rate => Assert.True(Rate(rate, "seenPerSecond") > 0, rate.ToString()));
            Assert.All(rates.Where(rate => Text(rate, "node") == "node-3"), rate => Assert.Equal(0, Rate(rate, "seenPerSecond")));
            var down = rates.Single(rate => Text(rate, "node") == "node-1" && Text(rate, "target") == "eth4");
            Assert.Equal(0, Rate(down, "mirroredPerSecond"));
            Assert.True(Rate(down.GetProperty("droppedPerSecond"), "target_down") > 0, down.ToString());
            // Each at least 60 bytes; both rates are rounded.
            var up = rates.Single(rate => Text(rate, "node") == "node-1" && Text(rate, "target") == "eth3");
            Assert.True(Rate(up, "bitsPerSecond") >= Rate(up, "mirroredPerSecond") * 479.9 && Rate(up, "mirroredPerSecond") > 0, up.ToString());
        }
        finally
        {
            _ = ClusterFixture.Nodes[0].Exec("ip", "link", "set", "eth4", "up");
        }
        traffic.Nodes[0].Flows(tool: 1);
        _ = Eventually.Get(() => Text(Copy("eth4"), "verdict") == "Copied" ? "yes" : null, "a target that is up again is explained");

        static JsonElement Copy(string target) => Explained("eth1:ingress").Single(copy => Text(copy, "mirror") == "told" && Text(copy, "target") == target);
        static double Dropped(JsonElement copy) =>
            copy.GetProperty("dropped") is { ValueKind: JsonValueKind.Object } dropped && dropped.TryGetProperty("target_down", out var count) ? count.GetDouble() : 0;
    }

    private static List<JsonElement> Explained(string flow) => [.. Plugin.Json("explain", "node-1", flow).GetProperty("copies").EnumerateArray()];

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;

    private static double Rate(JsonElement element, string field) => element.GetProperty(field).GetDouble();
}
