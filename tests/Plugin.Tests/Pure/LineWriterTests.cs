using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Plugin.Planning;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class LineWriterTests
{
    [Theory]
    [InlineData("eth1@eth2_eth1@eth3_eth1/eth4@eth5")]
    [InlineData("ens*@eth2")]
    public void What_a_line_said_is_said_by_a_line(string line) => Assert.Equal(line, LineWriter.Write(MirrorLine.Parse(line).Mirrors).Line);

    [Fact]
    public void What_a_line_cannot_say_is_named()
    {
        var (line, problems) = LineWriter.Write(
        [
            Make.Mirror("a", "eth1", "eth2", MirrorDirection.Both), Make.Mirror("b", "eth1", "eth3", selector: Make.Label("zone", "edge")),
            Make.Mirror("c", "eth_1", "eth4"), Make.Mirror("d", "eth1", "eth5", paused: true),
            Segmented(Make.Mirror("e", "eth1", "eth6"), TargetSegmentation.Device),
            Selecting(Make.Mirror("f", "eth1", "eth7")), Bounded(Make.Mirror("g", "eth1", "eth8")), Collecting(Make.Mirror("h", "eth1", "eth9")),
        ]);

        Assert.Null(line);
        string[] expected =
        [
            "a: eth1 has the direction Both", "b: it has nodeSelector; a line cannot say that", "c: eth_1 has a character", "d: it has paused true; a line cannot say that",
            "e: eth6 has segmentation Device; a line cannot say that", "f: it has filter; a line cannot say that",
            "f: it has sampling; a line cannot say that", "g: it has snapLength 128; a line cannot say that",
            "g: it has rateLimit; a line cannot say that", "h: vxlan:42@192.0.2.10 has tunnel; a line cannot say that",
            "h: vxlan:42@192.0.2.10 has weight 2; a line cannot say that", "h: vxlan:42@192.0.2.10 has mtuPolicy Slice; a line cannot say that",
            "h: it has distribution FlowHash; a line cannot say that",
        ];
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected.Zip(problems), p => Assert.StartsWith(p.First, p.Second, StringComparison.Ordinal));
    }

    private static TrafficMirror Collecting(TrafficMirror mirror) => mirror with
    {
        Spec = mirror.Spec with
        {
            Targets = [new() { Name = "t", Tunnel = new() { Type = TunnelType.VXLAN, Remote = "192.0.2.10", Id = 42 }, Weight = 2, MtuPolicy = MtuPolicy.Slice }],
            Distribution = MirrorDistribution.FlowHash,
        },
    };

    private static TrafficMirror Selecting(TrafficMirror mirror) =>
        mirror with { Spec = mirror.Spec with { Filter = new() { DefaultAction = FilterAction.Accept }, Sampling = new() { OneIn = 2 } } };

    private static TrafficMirror Bounded(TrafficMirror mirror) =>
        mirror with { Spec = mirror.Spec with { SnapLength = 128, RateLimit = new() { PacketsPerSecond = 5 } } };

    private static TrafficMirror Segmented(TrafficMirror mirror, TargetSegmentation segmentation) =>
        mirror with { Spec = mirror.Spec with { Targets = [.. mirror.Spec.Targets.Select(t => t with { Segmentation = segmentation })] } };
}
