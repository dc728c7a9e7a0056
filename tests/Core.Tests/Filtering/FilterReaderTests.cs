using System.Text.Json;
using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Filtering;

public sealed class FilterReaderTests
{
    /// <summary>A rule as JSON, the field, and the whole message.</summary>
    [Theory]
    [InlineData("{}", "rules[0]", "has no condition; write one, or use defaultAction for all other packets")]
    [InlineData("""{"bidirectional":true}""", "rules[0]", "has no condition; write one, or use defaultAction for all other packets")]
    [InlineData("""{"action":9,"protocol":"TCP"}""", "rules[0].action", "is unknown; write Accept or Reject")]
    [InlineData("""{"etherType":"IPX"}""", "rules[0].etherType", "'IPX' is no EtherType; write a number from 0x0600 to 0xffff or one of IPv4, ARP, RARP, IPv6, MPLS, PPPoE, EAPOL, LLDP, PTP")]
    [InlineData("""{"etherType":"0x05ff"}""", "rules[0].etherType", "'0x05ff' is no EtherType")]
    [InlineData("""{"etherType":"ARP","protocol":"TCP"}""", "rules[0].etherType", "is 'ARP' (0x0806), whose packets have no IP protocol, address or port; remove one of the two")]
    [InlineData("""{"etherType":"ARP","source":{"cidrs":["10.0.0.1"]}}""", "rules[0].etherType", "is 'ARP' (0x0806)")]
    [InlineData("""{"etherType":"LLDP","destination":{"ports":["1"]}}""", "rules[0].etherType", "is 'LLDP' (0x88cc)")]
    [InlineData("""{"vlans":["4095"]}""", "rules[0].vlans[0]", "'4095' is no VLAN or range of them; write numbers from 0 to 4094, such as 100 or 100-199")]
    [InlineData("""{"vlans":["5","200-100"]}""", "rules[0].vlans[1]", "'200-100' ends before it starts; write 100-200")]
    [InlineData("""{"vlans":[]}""", "rules[0].vlans", "is empty; write at least one, or remove it")]
    [InlineData("""{"protocol":"TPC"}""", "rules[0].protocol", "'TPC' is no IP protocol; write a number from 0 to 255 or one of ICMP, IGMP, IPIP, TCP, UDP, IPv6, GRE, ESP, AH, ICMPv6, OSPF, PIM, VRRP, SCTP")]
    [InlineData("""{"protocol":"256"}""", "rules[0].protocol", "'256' is no IP protocol")]
    [InlineData("""{"protocol":"TPC","tcpFlags":{"set":["SYN"]},"icmpTypes":[1],"source":{"ports":["1"]}}""", "rules[0].protocol", "'TPC' is no IP protocol")]
    [InlineData("""{"source":{}}""", "rules[0].source", "has no condition; write cidrs, addressSets, ports or macs")]
    [InlineData("""{"destination":{}}""", "rules[0].destination", "has no condition; write cidrs, addressSets, ports or macs")]
    [InlineData("""{"source":{"cidrs":[]}}""", "rules[0].source.cidrs", "is empty; write at least one, or remove it")]
    [InlineData("""{"source":{"cidrs":["10.0.0.0/8","10.1.2.3/16"]}}""", "rules[0].source.cidrs[1]", "'10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16")]
    [InlineData("""{"source":{"cidrs":["2001:db8::1/32"]}}""", "rules[0].source.cidrs[0]", "'2001:db8::1/32' has bits set behind the prefix length; write 2001:db8::/32")]
    [InlineData("""{"source":{"cidrs":["10.0.0.0/33"]}}""", "rules[0].source.cidrs[0]", "'10.0.0.0/33' has no prefix length from 0 to 32 behind the slash")]
    [InlineData("""{"source":{"cidrs":["::/129"]}}""", "rules[0].source.cidrs[0]", "'::/129' has no prefix length from 0 to 128 behind the slash")]
    [InlineData("""{"source":{"cidrs":["10.0.0.0/08"]}}""", "rules[0].source.cidrs[0]", "'10.0.0.0/08' has no prefix length from 0 to 32")]
    [InlineData("""{"source":{"cidrs":["10.1"]}}""", "rules[0].source.cidrs[0]", "'10.1' is no IP prefix; write one like 10.0.0.0/8 or 2001:db8::/32")]
    [InlineData("""{"source":{"cidrs":["fe80::1%eth0"]}}""", "rules[0].source.cidrs[0]", "'fe80::1%eth0' is no IP prefix")]
    [InlineData("""{"source":{"cidrs":[null]}}""", "rules[0].source.cidrs[0]", "'' is no IP prefix")]
    [InlineData("""{"destination":{"ports":["65536"]}}""", "rules[0].destination.ports[0]", "'65536' is no port or range of them; write numbers from 0 to 65535, such as 100 or 100-199")]
    [InlineData("""{"destination":{"ports":["http"]}}""", "rules[0].destination.ports[0]", "'http' is no port")]
    [InlineData("""{"destination":{"ports":["90-80"]}}""", "rules[0].destination.ports[0]", "'90-80' ends before it starts; write 80-90")]
    [InlineData("""{"destination":{"ports":["443"]},"protocol":"GRE"}""", "rules[0].destination.ports", "needs protocol TCP, UDP or SCTP, or none, not 'GRE'")]
    [InlineData("""{"source":{"ports":["443"]},"protocol":"ICMP"}""", "rules[0].source.ports", "needs protocol TCP, UDP or SCTP, or none, not 'ICMP'")]
    [InlineData("""{"source":{"macs":["02:00:5e:10:00"]}}""", "rules[0].source.macs[0]", "'02:00:5e:10:00' is no MAC address; write one like 02:00:5e:10:00:01")]
    [InlineData("""{"tcpFlags":{}}""", "rules[0].tcpFlags", "names no flag; write set or unset")]
    [InlineData("""{"tcpFlags":{"set":[]}}""", "rules[0].tcpFlags.set", "is empty; write at least one, or remove it")]
    [InlineData("""{"tcpFlags":{"set":[42]}}""", "rules[0].tcpFlags.set", "names an unknown flag; write some of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR")]
    [InlineData("""{"tcpFlags":{"set":["SYN"],"unset":["ACK","SYN"]}}""", "rules[0].tcpFlags", "wants a flag both set and unset: no packet is like that")]
    [InlineData("""{"tcpFlags":{"set":["SYN"]},"protocol":"UDP"}""", "rules[0].tcpFlags", "needs protocol TCP, not 'UDP'")]
    [InlineData("""{"icmpTypes":[8]}""", "rules[0].icmpTypes", "needs protocol ICMP or ICMPv6")]
    [InlineData("""{"icmpCodes":[0],"protocol":"TCP"}""", "rules[0].icmpCodes", "needs protocol ICMP or ICMPv6")]
    [InlineData("""{"icmpTypes":[256],"protocol":"ICMP"}""", "rules[0].icmpTypes", "256 is not from 0 to 255")]
    [InlineData("""{"icmpCodes":[-1],"protocol":"ICMPv6"}""", "rules[0].icmpCodes", "-1 is not from 0 to 255")]
    [InlineData("""{"icmpTypes":[],"protocol":"ICMP"}""", "rules[0].icmpTypes", "is empty; write at least one, or remove it")]
    [InlineData("null", "rules[0]", "has no condition")]
    public void Each_mistake_has_one_finding_with_its_field(string rule, string path, string message)
    {
        var filter = JsonSerializer.Deserialize($$"""{"filter":{"rules":[{{rule}}]} }""", ApiJsonContext.Default.TrafficMirrorSpec)!.Filter!;

        FilterReader.Read(filter, "spec.filter", out var findings);

        var finding = Assert.Single(findings);
        Assert.Equal((Reasons.Invalid, "spec.filter." + path, true), (finding.Reason, finding.FieldPath, finding.IsRefusal));
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
        Assert.True(finding.Message.Length < 200);
    }

    [Fact]
    public void An_unknown_default_is_found()
    {
        FilterReader.Read(new() { DefaultAction = (FilterAction)7 }, "f", out var findings);
        Assert.Equal("f.defaultAction: is unknown; write Accept or Reject", Assert.Single(findings).ToString());
    }

    [Fact]
    public void A_rule_becomes_numbers()
    {
        var read = FilterReader.Read(
            new()
            {
                DefaultAction = FilterAction.Accept,
                Rules =
                [
                    new()
                    {
                        Action = FilterAction.Reject, Vlans = ["7", "100-199"], Bidirectional = true, TcpFlags = new() { Set = [TcpFlag.SYN], Unset = [TcpFlag.ACK, TcpFlag.CWR] },
                        Source = new() { Cidrs = ["10.0.0.0/8", "2001:db8::1"], Ports = ["0", "8000-8999"] }, Destination = new() { Macs = ["02-00-5E-10-00-01"] },
                    },
                    new() { Action = FilterAction.Accept, EtherType = "0x0800", Protocol = "icmp", IcmpTypes = [8], IcmpCodes = [0, 255] },
                ],
            },
            "f", out var findings);

        Assert.Empty(findings);
        Assert.Equal(FilterAction.Accept, read.DefaultAction);
        var (tcp, icmp) = (read.Rules[0], read.Rules[1]);
        Assert.Equal((ProtocolNames.Tcp, 0b10, 0b1001_0000, true), (tcp.Protocol!.Value, tcp.FlagsSet, tcp.FlagsUnset, tcp.Bidirectional));
        Assert.Equal([new(7, 7), new(100, 199)], tcp.Vlans);
        Assert.Equal(["10.0.0.0/8", "2001:db8::1/128"], tcp.Source.Prefixes!.Select(p => p.ToString()));
        Assert.Equal([new(0, 0), new(8000, 8999)], tcp.Source.Ports);
        Assert.Equal([0x02005e100001UL], tcp.Destination.Macs);
        Assert.Equal((ProtocolNames.IPv4, ProtocolNames.Icmp), (icmp.EtherType!.Value, icmp.Protocol!.Value));
        Assert.Equal("8|0,255", $"{string.Join(',', icmp.IcmpTypes)}|{string.Join(',', icmp.IcmpCodes)}");
    }

    [Fact]
    public void Valid_filters_have_no_findings() => Filters.Any.Sample(filter =>
    {
        var read = FilterReader.Read(filter, "f", out var findings);
        Assert.Empty(findings);
        Assert.Equal(filter.Rules.Count, read.Rules.Count);
    });

    /// <summary>Any two conditions can be combined, except those that no packet could meet.</summary>
    [Fact]
    public void Every_pair_of_fields_is_taken_or_refused_for_a_reason()
    {
        foreach (var (a, one) in Filters.Fields)
        {
            foreach (var (b, other) in Filters.Fields.Where(f => f.Key != a && f.Key != "bidirectional"))
            {
                FilterReader.Read(new() { Rules = [other(one(new() { Action = FilterAction.Accept }))] }, "f", out var findings);
                var isIcmp = a.StartsWith("icmp", StringComparison.Ordinal) || b.StartsWith("icmp", StringComparison.Ordinal);
                Assert.True(isIcmp == findings.Count > 0, $"{a} and {b}: {string.Join("; ", findings)}");
            }
        }
    }

    [Theory]
    [InlineData("cidrs", DatapathLimits.PrefixesPerList)]
    [InlineData("ports", DatapathLimits.PortsPerList)]
    [InlineData("macs", DatapathLimits.MacsPerList)]
    [InlineData("vlans", DatapathLimits.VlansPerList)]
    [InlineData("icmpTypes", DatapathLimits.IcmpNumbersPerList)]
    public void Longer_lists_than_the_limit_are_refused(string field, int most)
    {
        Assert.Empty(Findings(most));
        var finding = Assert.Single(Findings(most + 1));
        Assert.Equal(Reasons.LimitExceeded, finding.Reason);
        Assert.EndsWith(field, finding.FieldPath, StringComparison.Ordinal);
        Assert.StartsWith($"has {most + 1} entries; at most {most} are possible", finding.Message, StringComparison.Ordinal);

        IReadOnlyList<Finding> Findings(int count)
        {
            var rule = field switch
            {
                "cidrs" => new FilterRule { Source = new() { Cidrs = [.. Enumerable.Repeat("10.0.0.0/8", count)] } },
                "ports" => new FilterRule { Source = new() { Ports = [.. Enumerable.Repeat("1", count)] } },
                "macs" => new FilterRule { Source = new() { Macs = [.. Enumerable.Repeat("02:00:5e:10:00:01", count)] } },
                "vlans" => new FilterRule { Vlans = [.. Enumerable.Repeat("1", count)] },
                _ => new FilterRule { Protocol = "ICMP", IcmpTypes = [.. Enumerable.Repeat(1, count)] },
            };
            FilterReader.Read(new() { Rules = [rule] }, "f", out var findings);
            return findings;
        }
    }

    [Fact]
    public void A_hundred_thousand_rules_and_mistakes_make_a_short_answer()
    {
        var rule = new FilterRule { Source = new() { Cidrs = [.. Enumerable.Repeat(new string('x', 10_000), 100_000)] } };

        FilterReader.Read(new() { Rules = [.. Enumerable.Repeat(rule, 2), .. Enumerable.Repeat(new FilterRule(), 100_000)] }, "spec.filter", out var findings);

        Assert.Equal(FilterReader.MostFindings + 1, findings.Count);
        Assert.Equal("spec.filter.rules: has 100002 rules; at most 1024 are possible: put prefixes and ports of one action into one rule", findings[0].ToString());
        Assert.All(findings, f => Assert.True(f.ToString().Length < 200));
        Assert.Equal(1 + 200_002 + 1022, findings.Sum(f => f.Count));
        Assert.StartsWith("spec.filter: has ", findings[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_is_too_odd_to_be_read() => Gen.String.Array[1, 3].Sample(texts =>
    {
        var end = new FilterEndpoint { Cidrs = texts, Ports = texts, Macs = texts };
        FilterReader.Read(new() { Rules = [new() { EtherType = texts[0], Protocol = texts[^1], Vlans = texts, Source = end, Destination = end }] }, "f", out var findings);
        Assert.NotEmpty(findings);
    });
}
