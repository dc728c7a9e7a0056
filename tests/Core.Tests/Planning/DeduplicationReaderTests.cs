using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class DeduplicationReaderTests
{
    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("10ms", 10)]
    [InlineData("10000ms", 10_000)]
    [InlineData("1s", 1000)]
    [InlineData("10s", 10_000)]
    public void Windows_are_read(string window, int milliseconds)
    {
        Assert.Equal(milliseconds, DeduplicationReader.Milliseconds(window));
        Assert.Null(DeduplicationReader.Problem(new() { Window = window }, "t"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0ms")]
    [InlineData("0s")]
    [InlineData("10")]
    [InlineData("ms")]
    [InlineData("s")]
    [InlineData("-5ms")]
    [InlineData("1.5s")]
    [InlineData("11s")]
    [InlineData("10001ms")]
    [InlineData("99999s")]
    [InlineData("1m")]
    [InlineData(" 5ms")]
    public void What_is_none_is_named(string window) =>
        Assert.Equal($"t.window: '{window}' is no window; write one from 1ms to 10s, such as 10ms", DeduplicationReader.Problem(new() { Window = window }, "t")!.ToString());

    [Fact]
    public void A_manifest_that_was_written_says_the_same_when_it_is_read()
    {
        var mirror = new TrafficMirror
        {
            Metadata = new() { Name = "m" },
            Spec = new()
            {
                Sources = [new() { Interface = "eth1" }],
                Targets = [new() { Name = "ids", Interface = "eth5", Deduplicate = new() { Window = "10ms" } }, new() { Name = "all", Interface = "eth6" }],
                SourceTag = new() { Vlan = 101 },
            },
        };

        var text = ManifestWriter.Write([mirror]);
        var read = Assert.Single(ManifestReader.Read("m.yaml", text).Mirrors).Mirror;

        Assert.Equal(mirror.Spec.Targets, read.Spec.Targets);
        Assert.Equal(mirror.Spec.SourceTag, read.Spec.SourceTag);
        Assert.Empty(MirrorValidator.Validate(read));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    public void A_label_that_is_no_VLAN_is_named(int vlan) => Assert.Equal(
        $"s.sourceTag.vlan: is {vlan}; write a VLAN id from 1 to 4094",
        Assert.Single(ShapeValidator.Validate(new TrafficMirrorSpec { SourceTag = new() { Vlan = vlan } }, "s")).ToString());
}
