using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Cluster;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>A session whose filter cannot be read copies nothing; it is never applied without the filter, and the others continue.</summary>
public sealed class SelectionGateTests
{
    [Theory]
    [InlineData("""{"rules":[{"action":"Drop","protocol":"TCP"}]}""", null, "spec.filter.rules[0].action: this version of the agent cannot read it")]
    [InlineData("""{"rules":[{"action":"Accept","tcpFlags":{"set":["NS"]}}]}""", null, "spec.filter.rules[0].tcpFlags.set[0]: this version")]
    [InlineData("""{"rules":[{"action":"Accept","source":{"ports":[443]}}]}""", null, "spec.filter.rules[0].source.ports[0]: this version")]
    [InlineData("""{"rules":[{"action":"Accept","addressSets":["x"]}]}""", null, "spec.filter.rules[0]")]
    [InlineData("""{"rules":"all"}""", null, "spec.filter.rules: this version")]
    [InlineData("[]", null, "spec.filter: this version")]
    [InlineData(null, """{"oneIn":"many"}""", "spec.sampling.oneIn: this version")]
    [InlineData(null, """{"oneIn":2,"by":"Host"}""", "spec.sampling.by: this version")]
    [InlineData(null, """{"oneIn":0}""", "spec.sampling.oneIn: is 0")]
    [InlineData("""{"rules":[{"action":"Accept","source":{"cidrs":["10.1.2.3/8"]}}]}""", null, "spec.filter.rules[0].source.cidrs[0]: '10.1.2.3/8' has bits set")]
    [InlineData("""{"rules":[{"action":"Accept"}]}""", null, "spec.filter.rules[0]: has no condition")]
    [InlineData("""{"rules":[null]}""", null, "spec.filter.rules[0]: this version of the agent cannot read it")]
    [InlineData(null, null, "spec.snapLength: this version of the agent cannot read it", ""","snapLength":"headers" """)]
    [InlineData(null, null, "spec.snapLength: is 63; write a number from 64", ""","snapLength":63""")]
    [InlineData(null, null, "spec.rateLimit.bitsPerSecond: this version", ""","rateLimit":{"bitsPerSecond":1000000}""")]
    [InlineData(null, null, "spec.rateLimit", ""","rateLimit":{"packetsPerMinute":5}""")]
    [InlineData(null, null, "spec.rateLimit: has no bound", ""","rateLimit":{}""")]
    [InlineData(null, null, "spec.rateLimit.bitsPerSecond: '5P' is no rate", ""","rateLimit":{"bitsPerSecond":"5P"}""")]
    public void It_alone_fails_and_says_why(string? filter, string? sampling, string message, string more = "")
    {
        var (spec, rejected) = Read($$"""
            {"sessions":[
              {"mirrorRef":{"name":"bad","uid":"u-1","generation":7},"sources":[{"interface":"eth1"}],"targets":[{"name":"t","interface":"eth2"}],"filter":{{filter ?? "null"}},"sampling":{{sampling ?? "null"}}{{more}} },
              {"mirrorRef":{"name":"good"},"sources":[{"interface":"eth1"}],"targets":[{"name":"t","interface":"eth3"}],"filter":{"rules":[{"action":"Accept","protocol":"TCP"}]} }]}
            """);

        Assert.Equal("good", Assert.Single(spec.Sessions).Mirror);
        var status = Assert.Single(rejected);
        Assert.Equal(("bad", "u-1", 7, ProgrammedState.Failed, Reasons.Invalid), (status.Mirror, status.MirrorRef.Uid, status.MirrorRef.Generation, status.State, status.Reason));
        Assert.StartsWith(message, status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_be_read_is_handed_on_as_it_is()
    {
        var spec = new NodeMirrorSpec { Sessions = [new() { Mirror = "a", Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] }, Sampling = new() { OneIn = 2 }, SnapLength = 128, RateLimit = new() { BitsPerSecond = "1G" } }] };

        var (kept, rejected) = SelectionGate.Split(spec, PrefixSets.None);

        Assert.Same(spec, kept);
        Assert.Empty(rejected);
    }

    [Fact]
    public void A_session_waits_for_sets_that_were_not_read_and_fails_for_those_with_mistakes()
    {
        var spec = new NodeMirrorSpec { Sessions = [Names("a", "known", "gone"), Names("b", "unread", "known"), new() { Mirror = "c" }, Names("d", "bad")] };

        var (ready, waiting) = SelectionGate.Hold(spec, name => name != "unread");
        var (kept, rejected) = SelectionGate.Split(ready, new(new Dictionary<string, PrefixSet>
        {
            ["known"] = AddressSetReader.Read(new() { Cidrs = ["10.0.0.0/8"] }),
            ["bad"] = AddressSetReader.Read(new() { Cidrs = ["x"] }),
        }));

        Assert.Equal(["a", "c"], kept.Sessions.Select(s => s.Mirror));
        Assert.Equal(("b", ProgrammedState.Pending, Reasons.Pending, "AddressSet 'unread' was not read yet"), Assert.Single(waiting) is var w ? (w.Mirror, w.State, w.Reason, w.Message) : default);
        Assert.Equal(("d", ProgrammedState.Failed, Reasons.AddressSetInvalid), Assert.Single(rejected) is var r ? (r.Mirror, r.State, r.Reason) : default);
        Assert.StartsWith("spec.filter.rules[0].source.addressSets[0]: AddressSet 'bad': spec.cidrs[0]: 'x' is no IP prefix", rejected[0].Message, StringComparison.Ordinal);

        static MirrorSession Names(string mirror, params string[] names) =>
            new() { Mirror = mirror, Filter = new() { Rules = [new() { Action = FilterAction.Accept, Source = new() { AddressSets = names } }] } };
    }

    [Fact]
    public void What_else_is_unknown_refuses_the_whole() => Assert.Throws<JsonException>(() => Read(
        """{"sessions":[{"mirrorRef":{"name":"bad"},"filter":[]},{"mirrorRef":{"name":"newer"},"brandNew":1}]}"""));

    private static (NodeMirrorSpec Spec, IReadOnlyList<SessionStatus> Rejected) Read(string spec)
    {
        using var document = JsonDocument.Parse($$"""{"metadata":{"name":"n","uid":"u","generation":2},"spec":{{spec}} }""");
        var observed = NodeMirrorReader.Read(document.RootElement);
        var (kept, rejected) = SelectionGate.Split(observed.Spec, PrefixSets.None);
        return (kept, [.. observed.Rejected, .. rejected]);
    }
}
