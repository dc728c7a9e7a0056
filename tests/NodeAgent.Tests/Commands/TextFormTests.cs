using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Rendering;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Rendering;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Tests.Commands;

public sealed class TextFormTests
{
    [Fact]
    public void A_status_says_what_mirrors_select_and_send()
    {
        var spec = new NodeMirrorSpec
        {
            Sessions =
            [
                new() { Mirror = "all" },
                new() { Mirror = "web", Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] }, RateLimit = new() { PacketsPerSecond = 1000 } },
            ],
        };
        var report = new AgentReport { Selections = SelectionReport.Of(spec) };

        Assert.EndsWith("\nweb: filter: 1 rule, else Reject; rate limit: 1000 packets/s\n", StatusText.Render(report, DateTimeOffset.UnixEpoch), StringComparison.Ordinal);
        Assert.Equal(
            """{"mirror":"web","text":"filter: 1 rule, else Reject; rate limit: 1000 packets/s","filterRules":1,"rateLimit":{"packetsPerSecond":1000}}""",
            JsonNode.Parse(JsonSerializer.Serialize(report, ReportJsonContext.Default.AgentReport))!["selections"]!.AsArray().Single()!.ToJsonString());
    }

    [Fact]
    public void A_status_names_the_pods_behind_NICs_and_those_without()
    {
        var session = new SessionStatus
        {
            Mirror = "m",
            Edges = [new() { Source = "veth1", Direction = EdgeDirection.Egress, Target = "veth9", State = ProgrammedState.Programmed }],
            Pods =
            [
                new() { Namespace = "shop", Name = "new", State = ProgrammedState.Pending, Message = "its NIC has gone" },
                new() { Namespace = "shop", Name = "ids", IsTarget = true, Interfaces = ["veth9"] },
                new() { Namespace = "shop", Name = "web", Interfaces = ["veth1"] },
            ],
        };
        var text = StatusText.Render(new AgentReport { Sessions = [session] }, DateTimeOffset.UnixEpoch);
        Assert.Contains("veth1 (shop/web)", text, StringComparison.Ordinal);
        Assert.Contains("veth9 (shop/ids)", text, StringComparison.Ordinal);
        Assert.Contains("\nm: pod shop/new: its NIC has gone\n", text, StringComparison.Ordinal);
        Assert.Contains("veth1 (shop/web)", SessionTable.Render([session], "would mirror"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20%", 0.2)]
    [InlineData("12.5%", 0.125)]
    [InlineData("0.5%", 0.005)]
    [InlineData("100%", 1)]
    public void Percentages_are_read(string text, double share) => Assert.Equal(share, Percentage.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("20")]
    [InlineData("0.2")]
    [InlineData("0%")]
    [InlineData("-5%")]
    [InlineData("100.1%")]
    [InlineData("1,000%")]
    [InlineData("12,5%")]
    [InlineData("1e1%")]
    [InlineData("20 %")]
    [InlineData("20%%")]
    [InlineData("NaN%")]
    public void What_is_no_percentage_is_refused(string text) => Assert.Null(Percentage.Parse(text));

    [Fact]
    public void Yaml_quotes_what_could_be_something_else()
    {
        var json = JsonSerializer.Deserialize<JsonElement>("""{"a":"no","b":"1","c":"x y","d":[],"e":{},"f":[{"g":null,"h":[[1,2]]}],"i":"eth1.5","j":"→"}""");

        Assert.Equal("a: \"no\"\nb: \"1\"\nc: \"x y\"\nd: []\ne: {}\nf:\n- g: null\n  h:\n  - - 1\n    - 2\ni: eth1.5\nj: \"→\"\n", YamlText.From(json));
    }
}
