using System.Text.Json;
using K8sMirror.Core.Rendering;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Tests.Commands;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1h30m", 5400)]
    public void Durations_are_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("s")]
    [InlineData("99999999999999999999s")]
    [InlineData("9000000h")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(DurationText.Parse(text));

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("2", new[] { 2 })]
    [InlineData("8, 0-3,2", new[] { 0, 1, 2, 3, 8 })]
    public void CPU_lists_are_read(string text, int[] cpus) => Assert.Equal(cpus, CpuList.Parse(text));

    [Theory]
    [InlineData("1-")]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("1,,2")]
    [InlineData("0-99999")]
    public void What_is_no_CPU_list_is_refused(string text) => Assert.Null(CpuList.Parse(text));

    [Fact]
    public void Yaml_quotes_what_could_be_something_else()
    {
        var json = JsonSerializer.Deserialize<JsonElement>("""{"a":"no","b":"1","c":"x y","d":[],"e":{},"f":[{"g":null,"h":[[1,2]]}],"i":"eth1.5","j":"→"}""");

        Assert.Equal("a: \"no\"\nb: \"1\"\nc: \"x y\"\nd: []\ne: {}\nf:\n  - g: null\n    h:\n      - \n        - 1\n        - 2\ni: eth1.5\nj: \"→\"\n", YamlText.From(json));
    }
}
