using System.Text.Json;
using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Rendering;
using K8sMirror.Core.Status;
using K8sMirror.Core.Tests.Planning;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Filters and sampling in manifests, in the validator, in comparisons and in output for people.</summary>
public sealed class SelectionTests
{
    private static readonly TrafficMirror Plain = Make.Mirror("m", "eth1", "eth2") with { Metadata = new() { Name = "m" } };

    [Fact]
    public void What_is_written_is_read_back() => Gen.Select(Filters.Any, Filters.Sampling, Filters.SnapLength, Filters.RateLimit).Sample((filter, sampling, snapLength, rateLimit) =>
    {
        var mirror = Plain.With(s => s with { Filter = filter, Sampling = sampling, SnapLength = snapLength, RateLimit = rateLimit });
        Assert.Empty(MirrorValidator.Validate(mirror));

        var read = ManifestReader.Read("f", ManifestWriter.Write(mirror));

        Assert.Empty(read.Errors);
        Assert.Equal(Json(mirror), Json(read.Mirrors[0].Mirror));
        Assert.True(DeepEquality.AreEqual(filter, read.Mirrors[0].Mirror.Spec.Filter));
    });

    [Fact]
    public void Every_field_and_every_pair_of_fields_is_written_and_read_back()
    {
        foreach (var (a, one) in Filters.Fields)
        {
            foreach (var (b, other) in Filters.Fields)
            {
                var mirror = Plain.With(s => s with { Filter = new() { Rules = [other(one(new() { Action = FilterAction.Accept, Vlans = ["1"] }))] } });
                // FilterReader decides which fields can be combined; this is only about the text.
                var read = ManifestReader.Read("f", ManifestWriter.Write(mirror));
                var isValid = MirrorValidator.Validate(mirror).Count == 0;
                Assert.True(isValid == (read.Errors.Count == 0), $"{a} and {b}: {string.Join("; ", read.Errors)}");
                Assert.DoesNotContain(read.Errors, e => e.Message.Contains("must be", StringComparison.Ordinal) || e.Message.Contains("unknown field", StringComparison.Ordinal));
                Assert.True(!isValid || Json(mirror) == Json(read.Mirrors[0].Mirror), $"{a} and {b}");
            }
        }
    }

    [Theory]
    [InlineData("filter:", 7, 10, "spec.filter: is null; write rules, or remove it to copy every packet")]
    [InlineData("filter: {}", 7, 11, "spec.filter: accepts nothing; add a rule with the action Accept, or write defaultAction as Accept")]
    [InlineData("filter: {rules: [{action: Reject, protocol: TCP}]}", 7, 11, "spec.filter: accepts nothing")]
    [InlineData("filter: [a]", 7, 11, "spec.filter: must be an object with the fields defaultAction, rules, not a list")]
    [InlineData("filter: {default: Accept}", 7, 12, "spec.filter.default: unknown field 'default'; allowed here: defaultAction, rules")]
    [InlineData("filter: {defaultAction: accept}", 7, 27, "spec.filter.defaultAction: 'accept' is unknown; write Reject or Accept")]
    [InlineData("filter: {defaultAction: on}", 7, 27, "spec.filter.defaultAction: must be Reject or Accept, not 'on', a boolean")]
    [InlineData("filter: {rules: {}}", 7, 19, "spec.filter.rules: must be a list, not an object")]
    [InlineData("filter: {rules: [TCP]}", 7, 20, "spec.filter.rules[0]: must be an object with the fields action, etherType, vlans, protocol")]
    [InlineData("filter: {rules: [null]}", 7, 20, "spec.filter.rules[0]: is null; write a value, or remove it")]
    [InlineData("filter: {rules: [{protocol: TCP}]}", 7, 20, "spec.filter.rules[0].action: is missing; write action")]
    [InlineData("filter: {rules: [{action: Drop, protocol: TCP}]}", 7, 29, "spec.filter.rules[0].action: 'Drop' is unknown; write Reject or Accept")]
    [InlineData("filter: {rules: [{action: Accept, protocl: TCP}]}", 7, 37, "spec.filter.rules[0].protocl: unknown field 'protocl'; did you mean 'protocol'?")]
    [InlineData("filter: {rules: [{action: Accept, protocol: 6}]}", 7, 47, "spec.filter.rules[0].protocol: must be a string, not '6', a number; put it in quotes")]
    [InlineData("filter: {rules: [{action: Accept, vlans: [100]}]}", 7, 45, "spec.filter.rules[0].vlans[0]: must be a string, not '100', a number; put it in quotes")]
    [InlineData("filter: {rules: [{action: Accept, vlans: ['1', '4095']}]}", 7, 50, "spec.filter.rules[0].vlans[1]: '4095' is no VLAN")]
    [InlineData("filter: {rules: [{action: Accept, source: {ports: 443}}]}", 7, 53, "spec.filter.rules[0].source.ports: must be a list, not '443', a number")]
    [InlineData("filter: {rules: [{action: Accept, source: {ports: ['70000']}}]}", 7, 54, "spec.filter.rules[0].source.ports[0]: '70000' is no port")]
    [InlineData("filter: {rules: [{action: Accept, source: {cidrs: [10.1.2.3/8]}}]}", 7, 54, "spec.filter.rules[0].source.cidrs[0]: '10.1.2.3/8' has bits set behind the prefix length; write 10.0.0.0/8")]
    [InlineData("filter: {rules: [{action: Accept, source: {}}]}", 7, 45, "spec.filter.rules[0].source: has no condition; write cidrs, addressSets, ports or macs")]
    [InlineData("filter: {rules: [{action: Accept, tcpFlags: {set: [SYN, syn]}}]}", 7, 59, "spec.filter.rules[0].tcpFlags.set[1]: 'syn' is unknown; write FIN, SYN, RST, PSH, ACK, URG, ECE or CWR")]
    [InlineData("filter: {rules: [{action: Accept, protocol: ICMP, icmpTypes: ['8']}]}", 7, 65, "spec.filter.rules[0].icmpTypes[0]: must be a whole number from -2147483648 to 2147483647, not '8', a string")]
    [InlineData("filter: {rules: [{action: Accept, protocol: TCP, bidirectional: 1}]}", 7, 67, "spec.filter.rules[0].bidirectional: must be true or false")]
    [InlineData("sampling: {}", 7, 13, "spec.sampling.oneIn: is missing; write oneIn")]
    [InlineData("sampling: {oneIn: 0}", 7, 21, "spec.sampling.oneIn: is 0; write a number from 1, for all, to 1000000")]
    [InlineData("sampling: {oneIn: '100'}", 7, 21, "spec.sampling.oneIn: must be a whole number")]
    [InlineData("sampling: {oneIn: 2, by: flow}", 7, 28, "spec.sampling.by: 'flow' is unknown; write Flow or Packet")]
    [InlineData("sampling: 100", 7, 13, "spec.sampling: must be an object with the fields oneIn, by, not '100', a number")]
    [InlineData("snapLength: 63", 7, 15, "spec.snapLength: is 63; write a number from 64 to 65535, or 0 for all bytes")]
    [InlineData("snapLength: -1", 7, 15, "spec.snapLength: is -1; write a number")]
    [InlineData("snapLength: 65536", 7, 15, "spec.snapLength: is 65536; write a number")]
    [InlineData("snapLength: '128'", 7, 15, "spec.snapLength: must be a whole number")]
    [InlineData("snaplength: 128", 7, 3, "spec.snaplength: unknown field 'snaplength'; did you mean 'snapLength'?")]
    [InlineData("rateLimit:", 7, 13, "spec.rateLimit: is null; write packetsPerSecond, bitsPerSecond or both, or remove it to send all")]
    [InlineData("rateLimit: {}", 7, 14, "spec.rateLimit: has no bound; write packetsPerSecond, bitsPerSecond or both")]
    [InlineData("rateLimit: 500M", 7, 14, "spec.rateLimit: must be an object with the fields packetsPerSecond, bitsPerSecond, not '500M', a string")]
    [InlineData("rateLimit: {packets: 5}", 7, 15, "spec.rateLimit.packets: unknown field 'packets'; allowed here: packetsPerSecond, bitsPerSecond")]
    [InlineData("rateLimit: {packetsPerSecond: 0}", 7, 33, "spec.rateLimit.packetsPerSecond: is 0; write a number from 1 to 1000000000")]
    [InlineData("rateLimit: {packetsPerSecond: 10k}", 7, 33, "spec.rateLimit.packetsPerSecond: must be a whole number")]
    [InlineData("rateLimit: {bitsPerSecond: 500000000}", 7, 30, "spec.rateLimit.bitsPerSecond: must be a string, not '500000000', a number; put it in quotes")]
    [InlineData("rateLimit: {bitsPerSecond: 500m}", 7, 30, "spec.rateLimit.bitsPerSecond: '500m' is no rate from 1k to 1T; write one like 500M or 1.5G")]
    [InlineData("rateLimit: {bitsPerSecond: '999'}", 7, 30, "spec.rateLimit.bitsPerSecond: '999' is no rate from 1k to 1T")]
    public void Each_mistake_in_a_file_has_its_place(string field, int line, int column, string message)
    {
        var read = ManifestReader.Read("f", $$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: m}
            spec:
              sources: [{interface: eth1}]
              targets: [{name: t, interface: eth2}]
              {{field}}
            """);

        var error = Assert.Single(read.Errors);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith(message, $"{error.FieldPath}: {error.Message}", StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_are_the_mirrors_and_stand_in_a_short_condition()
    {
        var mirror = Plain.With(s => s with
        {
            Filter = new() { Rules = [new() { Source = new() { Cidrs = [.. Enumerable.Repeat("x", 100_000)] } }] },
            Sampling = new() { OneIn = 0 },
        });

        var findings = MirrorValidator.Validate(mirror);
        var accepted = MirrorStatusComposer.Compose(mirror, findings, [], null, DateTimeOffset.UnixEpoch).Conditions.Single(c => c.Type == ConditionTypes.Accepted);

        Assert.All(findings, f => Assert.True(f.IsRefusal));
        Assert.Equal("spec.sampling.oneIn", findings[^1].FieldPath);
        Assert.Equal((ConditionStatus.False, Reasons.LimitExceeded), (accepted.Status, accepted.Reason));
        Assert.True(accepted.Message.Length < 1000, accepted.Message);
        Assert.EndsWith("and 99999 more", accepted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_are_equal_when_their_filters_are() => Gen.Select(Filters.Any, Filters.Any).Sample((a, b) =>
    {
        var copy = JsonSerializer.Deserialize(JsonSerializer.Serialize(Session(a), ApiJsonContext.Default.MirrorSession), ApiJsonContext.Default.MirrorSession)!;
        Assert.True(DeepEquality.AreEqual(Session(a), copy));
        var isSame = JsonSerializer.Serialize(Session(a), ApiJsonContext.Default.MirrorSession) == JsonSerializer.Serialize(Session(b), ApiJsonContext.Default.MirrorSession);
        Assert.Equal(isSame, DeepEquality.AreEqual(Session(a), Session(b)));
        Assert.False(DeepEquality.AreEqual(Session(a), Session(null)));
        Assert.False(DeepEquality.AreEqual(Session(a), Session(a) with { Sampling = new() { OneIn = 2 } }));
        Assert.False(DeepEquality.AreEqual(Session(a), Session(a) with { SnapLength = 64 }));
        Assert.False(DeepEquality.AreEqual(Session(a), Session(a) with { RateLimit = new() { PacketsPerSecond = 1 } }));
        Assert.False(DeepEquality.AreEqual(
            Session(a) with { RateLimit = new() { BitsPerSecond = "1M" } }, Session(a) with { RateLimit = new() { BitsPerSecond = "2M" } }));
    });

    [Fact]
    public void Each_field_makes_a_difference()
    {
        foreach (var (name, set) in Filters.Fields)
        {
            var (without, with) = (new MirrorFilter { Rules = [new()] }, new MirrorFilter { Rules = [set(new())] });
            Assert.False(DeepEquality.AreEqual(without, with), name);
            Assert.True(DeepEquality.AreEqual(with, new MirrorFilter { Rules = [set(new())] }), name);
        }
        Assert.False(DeepEquality.AreEqual(new MirrorFilter(), new MirrorFilter { DefaultAction = FilterAction.Accept }));
        Assert.False(DeepEquality.AreEqual(new MirrorFilter { Rules = [new()] }, new MirrorFilter { Rules = [new() { Action = FilterAction.Accept }] }));
    }

    [Fact]
    public void A_filter_takes_room_in_the_NodeMirror_and_goes_into_the_session()
    {
        var mirror = Plain.With(s => s with { Filter = new() { Rules = [Filters.Fields["source.cidrs"](new() { Action = FilterAction.Accept })] }, Sampling = new() { OneIn = 3 }, SnapLength = 96, RateLimit = new() { BitsPerSecond = "1G" } });

        var session = NodePlanner.Plan(new([mirror], [Make.Node("n", "edge")])).Nodes["n"].Sessions.Single();

        Assert.Same(mirror.Spec.Filter, session.Filter);
        Assert.Equal(3, session.Sampling!.OneIn);
        Assert.Equal((96, "1G"), (session.SnapLength, session.RateLimit!.BitsPerSecond));
        Assert.True(NodeMirrorLimits.BytesOf(session) > NodeMirrorLimits.BytesOf(session with { Filter = null, Sampling = null, SnapLength = 0, RateLimit = null }) + 150);
    }

    [Fact]
    public void Of_two_mirrors_with_filters_it_is_said_which_one_decides()
    {
        var filter = new MirrorFilter { DefaultAction = FilterAction.Accept };
        var plan = NodePlanner.Plan(new(
            [Make.Mirror("a", "eth1", "eth2", priority: 1).With(s => s with { Filter = filter }), Make.Mirror("b", "eth1", "eth2", priority: 2)], [Make.Node("n", "edge")]));

        Assert.Equal(
            [
                "mirror b selects these packets for eth2 as well; one copy is sent, and the first by priority whose filter accepts the packet decides on it: mirror b before this mirror",
                "mirror a selects these packets for eth2 as well; one copy is sent, and the first by priority whose filter accepts the packet decides on it: this mirror before mirror a",
            ],
            plan.Mirrors.Select(m => Assert.Single(m.Findings).Message));
    }

    [Fact]
    public void Of_two_mirrors_of_which_one_slices_it_is_said_whose_snapLength_holds()
    {
        var plan = NodePlanner.Plan(new(
            [Make.Mirror("a", "eth1", "eth2", priority: 1).With(s => s with { SnapLength = 64 }), Make.Mirror("b", "eth1", "eth2", priority: 2)], [Make.Node("n", "edge")]));

        Assert.Equal(
            [
                "mirror b selects these packets for eth2 as well; one copy is sent, counted for mirror b; snapLength and rateLimit are those of mirror b",
                "mirror a selects these packets for eth2 as well; one copy is sent, counted for this mirror; snapLength and rateLimit are those of this mirror",
            ],
            plan.Mirrors.Select(m => Assert.Single(m.Findings).Message));
    }

    [Theory]
    [InlineData("""{"filter":{"rules":[{},{},{}]},"sampling":{"oneIn":100}}""", "filter: 3 rules, else Reject; sampling: 1 in 100 by flow")]
    [InlineData("""{"filter":{"rules":[{}],"defaultAction":"Accept"}}""", "filter: 1 rule, else Accept")]
    [InlineData("""{"sampling":{"oneIn":7,"by":"Packet"}}""", "sampling: 1 in 7 by packet")]
    [InlineData("""{"snapLength":128,"rateLimit":{"packetsPerSecond":1000,"bitsPerSecond":"1.5G"}}""", "slicing: first 128 bytes; rate limit: 1000 packets/s, 1.5G bit/s")]
    [InlineData("""{"rateLimit":{"packetsPerSecond":1}}""", "rate limit: 1 packet/s")]
    [InlineData("""{"rateLimit":{"bitsPerSecond":"\u001b[2J"}}""", "rate limit: '\\u001b[2J' bit/s")]
    [InlineData("""{"rateLimit":{}}""", "rate limit: no bound")]
    [InlineData("{}", "")]
    public void In_short(string json, string text)
    {
        var spec = JsonSerializer.Deserialize(json, ApiJsonContext.Default.TrafficMirrorSpec)!;
        Assert.Equal(text, SelectionText.Short(spec));
    }

    [Fact]
    public void A_rule_in_words()
    {
        var full = Filters.Fields.Aggregate(new FilterRule { Action = FilterAction.Accept }, (rule, field) => field.Value(rule));
        Assert.Equal(
            "rules[4]: Accept TCP EtherType IPv4 VLAN 7,100-199 from 10.0.0.0/8,2001:db8::/32 port 0,8000-8999 MAC 02:00:5e:10:00:01"
                + " to 192.0.2.1 port 443 MAC 02-00-5E-10-00-02 flags SYN without flags ACK,CWR type 8,0 code 255, both ways",
            SelectionText.Rule(full, 4));
        Assert.Equal(
            "rules[0]: Reject VLAN 1,1,1,1,… (9)", SelectionText.Rule(new() { Vlans = [.. Enumerable.Repeat("1", 9)] }, 0));
        Assert.DoesNotContain('\u001b', SelectionText.Rule(new() { Protocol = "\u001b[2J" }, 0));
    }

    private static MirrorSession Session(MirrorFilter? filter) => new() { Mirror = "m", Filter = filter };

    private static string Json(TrafficMirror mirror) => JsonSerializer.Serialize(mirror.Spec, ApiJsonContext.Default.TrafficMirrorSpec);
}
