using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Filtering.Expressions;

namespace K8sMirror.Core.Tests.Filtering;

public sealed class FilterExpressionTests
{
    [Theory]
    [InlineData("tcp", "+TCP | -")]
    [InlineData("ip", "+ether:IPv4 | -")]
    [InlineData("icmp or icmp6", "+ether:IPv4 ICMP; +ether:IPv6 ICMPv6 | -")]
    [InlineData("not arp", "-ether:ARP | +")]
    [InlineData("host 10.0.0.1", "+src[10.0.0.1] both ways | -")]
    [InlineData("src host 10.0.0.1", "+src[10.0.0.1] | -")]
    [InlineData("dst 2001:db8::1", "+dst[2001:db8::1] | -")]
    [InlineData("src or dst host 10.0.0.1", "+src[10.0.0.1] both ways | -")]
    [InlineData("src and dst net 10.0.0.0/8", "+src[10.0.0.0/8] dst[10.0.0.0/8] | -")]
    [InlineData("net 10", "+src[10.0.0.0/8] both ways | -")]
    [InlineData("net 172.16", "+src[172.16.0.0/16] both ways | -")]
    [InlineData("dst net 192.168.1", "+dst[192.168.1.0/24] | -")]
    [InlineData("dst net 192.168.1.4", "+dst[192.168.1.4] | -")]
    [InlineData("dst net 10.0.0.0 mask 255.0.0.0", "+dst[10.0.0.0/8] | -")]
    [InlineData("dst net 10/9 or 10.128/9", "+dst[10.0.0.0/8] | -")]
    [InlineData("ip6 src net 2001:db8::/32", "+src[2001:db8::/32] | -")]
    [InlineData("tcp port 443 and net 10.0.0.0/8", "+TCP dst[10.0.0.0/8 :443] both ways; +TCP src[10.0.0.0/8] dst[:443] both ways | -")]
    [InlineData("host 10.0.0.1 and host 10.0.0.2", "+src[10.0.0.1] dst[10.0.0.2] both ways | -")]
    [InlineData("port 80 or 443", "+dst[:80 :443] both ways | -")]
    [InlineData("dst port (80 or 81 or 90)", "+dst[:80-81 :90] | -")]
    [InlineData("udp dst portrange 6000-6008", "+UDP dst[:6000-6008] | -")]
    [InlineData("sctp src portrange 9-7", "+SCTP src[:7-9] | -")]
    [InlineData("not host 10.0.0.1 and 10.0.0.2", "-src[10.0.0.1] both ways; +src[10.0.0.2] both ways | -")]
    [InlineData("tcp and not port 22", "-dst[:22] both ways; +TCP | -")]
    [InlineData("ip or tcp and udp", "+ether:IPv4 UDP | -")]
    [InlineData("ip or (tcp and udp) or arp", "+ether:IPv4; +ether:ARP | -")]
    [InlineData("!(ip || ip6)&&!arp", "-ether:IPv4; -ether:IPv6; -ether:ARP | +")]
    [InlineData("not not ip", "+ether:IPv4 | -")]
    [InlineData("ip or not ip", " | +")]
    [InlineData("proto 47", "+GRE | -")]
    [InlineData("ip proto \\tcp", "+ether:IPv4 TCP | -")]
    [InlineData("ip proto tcp or 17", "+ether:IPv4 TCP; +ether:IPv4 UDP | -")]
    [InlineData("ip6 proto 99", "+ether:IPv6 99 | -")]
    [InlineData("ether proto 0x88cc", "+ether:LLDP | -")]
    [InlineData("ether proto \\arp", "+ether:ARP | -")]
    [InlineData("ether proto 0x600", "+ether:0x0600 | -")]
    [InlineData("ether host 2:0:5e:10:0:1", "+src[02:00:5e:10:00:01] both ways | -")]
    [InlineData("ether src 0200.5e10.0001", "+src[02:00:5e:10:00:01] | -")]
    [InlineData("ether dst 02005e100001", "+dst[02:00:5e:10:00:01] | -")]
    [InlineData("broadcast", "+dst[ff:ff:ff:ff:ff:ff] | -")]
    [InlineData("ip multicast or ip6 multicast", "+dst[224.0.0.0/3 ff00::/8] | -")]
    [InlineData("vlan", "+vlan:0-4094 | -")]
    [InlineData("vlan 5 and ip or vlan 6", "+ether:IPv4 vlan:5; +vlan:6 | -")]
    [InlineData("vlan 100 or vlan 200", "+vlan:100,200 | -")]
    [InlineData("tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn", "+TCP +SYN -ACK | -")]
    [InlineData("tcp[13] & 7 != 0", "+TCP +FIN; +TCP +SYN; +TCP +RST | -")]
    [InlineData("(tcp[tcpflags] & (tcp-rst)) != 0", "+TCP +RST | -")]
    [InlineData("tcp[13:1] = 2", "+TCP +SYN -FIN -RST -PSH -ACK -URG -ECE -CWR | -")]
    [InlineData("tcp[13] & 2 != 4", "+TCP +FIN; +TCP -FIN | -")]
    [InlineData("icmp[icmptype] == icmp-echo or icmp[0] == icmp-echoreply", "+ether:IPv4 ICMP type:0,8 | -")]
    [InlineData("icmp6[icmp6type] >= icmp6-routersolicit and icmp6[icmp6type] <= 137", "+ether:IPv6 ICMPv6 type:133,134,135,136,137 | -")]
    [InlineData("icmp[icmpcode] < 2", "+ether:IPv4 ICMP code:0,1 | -")]
    [InlineData("tcp and not (src net 10 and dst port 80 or ip6)", "-src[10.0.0.0/8] dst[:80]; -ether:IPv6; +TCP | -")]
    public void An_expression_becomes_rules(string expression, string rules)
    {
        var result = FilterExpression.Compile(expression);
        Assert.Empty(result.Errors);
        Assert.Equal(rules, Text(result.Filter!));
        FilterReader.Read(result.Filter!, "filter", out var findings);
        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("tcp and", 8, "a condition is missing at the end")]
    [InlineData("and tcp", 1, "unexpected 'and'")]
    [InlineData("tcp udp", 5, "unexpected 'udp'; write 'and' or 'or'")]
    [InlineData("(tcp", 1, "'(' without a ')'")]
    [InlineData("tcp) or ip", 4, "')' without a '('")]
    [InlineData("tcp or ()", 9, "unexpected ')'")]
    [InlineData("10.0.0.1", 1, "stands without a word")]
    [InlineData("tcp and 80", 9, "stands without a word")]
    [InlineData("host", 5, "a value is missing behind 'host'")]
    [InlineData("host www.example.com", 6, "names are not looked up")]
    [InlineData("host 10.0.0.256", 6, "'10.0.0.256' is no IP address")]
    [InlineData("host 10.1", 6, "is no IP address")]
    [InlineData("host 10.0.0.0/8", 6, "write net")]
    [InlineData("host 02:00:00:00:00:01", 6, "write ether host")]
    [InlineData("net 10.0.0.1/8", 5, "has bits set behind the prefix length; write 10.0.0.0/8")]
    [InlineData("net 10.0.0.0/33", 5, "has no prefix length from 0 to 32")]
    [InlineData("net 10.0.0.0/x", 5, "has no prefix length from 0 to 32")]
    [InlineData("net 10.0.0.0 mask 255.0.255.0", 19, "is no netmask")]
    [InlineData("net 0", 5, "write its length")]
    [InlineData("ip host 2001:db8::1", 9, "does not go with 'ip'")]
    [InlineData("tcp host 10.0.0.1", 1, "'tcp' does not go with 'host'")]
    [InlineData("ip port 80", 1, "'ip' does not go with 'port'")]
    [InlineData("arp host 10.0.0.1", 1, "rules see no addresses in ARP")]
    [InlineData("port 65536", 6, "is no port")]
    [InlineData("port http", 6, "write the number")]
    [InlineData("portrange 1-65536", 11, "is no range of ports")]
    [InlineData("ip proto 256", 10, "is no IP protocol")]
    [InlineData("ip6 proto 44", 11, "is an extension header")]
    [InlineData("proto 0", 7, "write ip proto")]
    [InlineData("ether proto 1500", 13, "is no EtherType")]
    [InlineData("ether host 10.0.0.1", 12, "is no MAC address")]
    [InlineData("ether", 1, "does not stand alone")]
    [InlineData("src proto 6", 1, "'proto' has no source or destination")]
    [InlineData("vlan 4095", 6, "is no VLAN id")]
    [InlineData("vlan 5 and vlan 6", 12, "a second 'vlan'")]
    [InlineData("less 100", 1, "no rule sees a packet's length")]
    [InlineData("tcp and greater 100", 9, "no rule sees a packet's length")]
    [InlineData("len > 5", 1, "no rule sees a packet's length")]
    [InlineData("gateway x", 1, "name lookup")]
    [InlineData("ip6 protochain 6", 5, "write proto")]
    [InlineData("multicast", 1, "one bit of a MAC address")]
    [InlineData("ip broadcast", 4, "netmask")]
    [InlineData("mpls 5", 1, "ether proto 0x8847")]
    [InlineData("pppoes and ip", 1, "PPPoE")]
    [InlineData("inbound", 1, "the direction belongs")]
    [InlineData("ip[9] == 6", 1, "no rule tests this byte")]
    [InlineData("tcp[0:2] == 80", 1, "no rule tests this byte")]
    [InlineData("tcp[13", 1, "a ']' is missing")]
    [InlineData("tcp[13] & 2", 12, "a comparison is missing")]
    [InlineData("tcp[tcpflags] & tcp-syn|tcp-ack != 0", 24, "put the flags in parentheses")]
    [InlineData("tcp[tcpflags] & tcp-foo != 0", 17, "is no number")]
    [InlineData("tcp[tcpflags] > 2", 15, "'==' or '!='")]
    [InlineData("(2 & tcp[13]) != 0", 2, "write the byte in front")]
    [InlineData("TCP", 1, "stands without a word")]
    [InlineData("tcp ; udp", 5, "does not belong")]
    [InlineData("tcp and udp", 1, "no packet can be like that")]
    public void What_rules_cannot_say_is_refused_with_its_column(string text, int column, string message)
    {
        var result = FilterExpression.Compile(text);
        Assert.Null(result.Filter);
        var error = result.Errors[0];
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
        Assert.Single(result.Errors);
    }

    [Fact]
    public void All_mistakes_are_told_by_column()
    {
        const string Text = "port 70000 and (host a or vlan 5000) or less 5 and tcp[0] = 1";
        var result = FilterExpression.Compile(Text);
        Assert.Equal([6, 22, 32, 41, 52], result.Errors.Select(e => e.Column));
        Assert.EndsWith("column 22: 'a' is a name, and names are not looked up; write the address", result.Errors[1].Render(Text), StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_that_needs_too_many_rules_is_refused()
    {
        // Address and port pairs cannot be combined into one rule.
        static string Pairs(int count) => string.Join(" or ", Enumerable.Range(0, count).Select(i => $"(src host 10.0.{i / 256}.{i % 256} and dst port {i})"));
        Assert.Equal(1024, FilterExpression.Compile(Pairs(1024)).Filter!.Rules.Count);
        Assert.Contains("more than 1024 rules", Assert.Single(FilterExpression.Compile(Pairs(1025)).Errors).Message, StringComparison.Ordinal);
        var product = string.Join(" and ", Enumerable.Range(0, 12).Select(i => $"(ether src 0:0:0:0:0:{i} or src port {i} or dst port {i} or vlan {i} or proto {i + 1})"));
        Assert.Single(FilterExpression.Compile(product).Errors);
    }

    [Fact]
    public void Long_lists_are_few_rules()
    {
        var hosts = string.Join(" or ", Enumerable.Range(0, 3000).Select(i => $"10.0.{i / 200}.{i % 200}"));
        var filter = FilterExpression.Compile($"host {hosts} and port 80 or 443").Filter!;
        Assert.InRange(filter.Rules.Count, 1, 4);
    }

    [Fact]
    public void Nothing_that_is_typed_throws_or_takes_long()
    {
        var random = new Random(7);
        string[] words =
        [
            "tcp", "ip", "host", "net", "src", "dst", "port", "10.0.0.1", "10", "/8", "(", ")", "not", "!", "and", "or", "&&", "||", "vlan", "5", "[", "]", "tcpflags", "&", "|", "==",
            "!=", "tcp-syn", "proto", "\\tcp", "ether", "mask", "\ud83d\ude00", "\ud83d", "broadcast", "multicast", "less", "portrange", "1-2", "-", ":", "::", "2001:db8::/32", "icmp", "icmptype",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 14)).Select(_ => words[random.Next(words.Length)]));
            var result = FilterExpression.Compile(text);
            Assert.True(result.Filter is null == result.Errors.Count > 0, text);
            Assert.All(result.Errors, e => Assert.InRange(e.Column, 1, text.Length + 1));
        }
        foreach (var text in new[] { new string('(', 60_000), new string('!', 60_000) + "ip", string.Concat(Enumerable.Repeat("ip or ip6 and ", 4000)) + "ip", string.Concat(Enumerable.Repeat("tcp[", 9000)), "tcp[13] == " + new string('(', 50_000) })
        {
            Assert.NotNull(FilterExpression.Compile(text));
        }
    }

    private static string Text(MirrorFilter filter) => $"{string.Join("; ", filter.Rules.Select(Text))} | {Sign(filter.DefaultAction)}";

    private static string Sign(FilterAction action) => action == FilterAction.Accept ? "+" : "-";

    private static string Text(FilterRule rule)
    {
        var text = new StringBuilder();
        Add(rule.EtherType is { } type ? $"ether:{type}" : null);
        Add(rule.Vlans is { } vlans ? $"vlan:{string.Join(',', vlans)}" : null);
        Add(rule.Protocol);
        Add(End("src", rule.Source));
        Add(End("dst", rule.Destination));
        Add(rule.TcpFlags?.Set is { } set ? string.Join(' ', set.Select(f => $"+{f}")) : null);
        Add(rule.TcpFlags?.Unset is { } unset ? string.Join(' ', unset.Select(f => $"-{f}")) : null);
        Add(rule.IcmpTypes is { } types ? $"type:{string.Join(',', types)}" : null);
        Add(rule.IcmpCodes is { } codes ? $"code:{string.Join(',', codes)}" : null);
        Add(rule.Bidirectional ? "both ways" : null);
        return Sign(rule.Action) + text;

        void Add(string? part) => text.Append(part is null ? "" : text.Length == 0 ? part : " " + part);

        static string? End(string name, FilterEndpoint? end) => end is null ? null
            : $"{name}[{string.Join(' ', [.. end.Cidrs ?? [], .. (end.Ports ?? []).Select(p => $":{p}"), .. end.Macs ?? []])}]";
    }
}
