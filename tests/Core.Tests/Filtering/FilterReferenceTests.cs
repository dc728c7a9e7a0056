using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Core.Tests.Filtering;

public sealed class FilterReferenceTests
{
    private static readonly FilterRule Port443 = new() { Destination = new() { Ports = ["443"] } };

    [Fact]
    public void The_first_rule_that_matches_decides_else_the_default()
    {
        var filter = Read(
            FilterAction.Accept,
            new() { Action = FilterAction.Accept, Source = new() { Cidrs = ["10.0.0.1"] } },
            new() { Action = FilterAction.Reject, Source = new() { Cidrs = ["10.0.0.0/8"] } });
        var first = new PacketBuilder().IPv4("10.0.0.1").Udp().Build();
        var second = new PacketBuilder().IPv4("10.0.0.2").Udp().Build();
        var neither = new PacketBuilder().IPv4("11.0.0.1").Udp().Build();
        Assert.Equal((0, 1, -1), (FilterReference.FirstMatch(filter, first), FilterReference.FirstMatch(filter, second), FilterReference.FirstMatch(filter, neither)));
        Assert.Equal((true, false, true), (FilterReference.Accepts(filter, first), FilterReference.Accepts(filter, second), FilterReference.Accepts(filter, neither)));
        Assert.False(FilterReference.Accepts(filter with { DefaultAction = FilterAction.Reject }, neither));
    }

    [Fact]
    public void Arp_has_no_addresses_and_icmp_no_ports()
    {
        Assert.False(Matches(new() { Source = new() { Cidrs = ["0.0.0.0/0", "::/0"] } }, new PacketBuilder().Arp()));
        Assert.True(Matches(new() { EtherType = "ARP" }, new PacketBuilder().Arp()));
        Assert.False(Matches(new() { Source = new() { Ports = ["0-65535"] } }, new PacketBuilder().IPv4().Protocol(1).Payload(new byte[8])));
        Assert.True(Matches(new() { Source = new() { Ports = ["0-65535"] } }, new PacketBuilder().IPv6().Protocol(132).Payload(new byte[4])));
        Assert.False(Matches(new() { Source = new() { Ports = ["0-65535"] } }, new PacketBuilder().IPv6().Protocol(132).Payload(new byte[3])));
    }

    [Fact]
    public void A_prefix_of_one_family_does_not_hold_the_other()
    {
        var any4 = new FilterRule { Destination = new() { Cidrs = ["0.0.0.0/0"] } };
        Assert.True(Matches(any4, new PacketBuilder().IPv4().Udp()));
        Assert.False(Matches(any4, new PacketBuilder().IPv6().Udp()));
        var half = new FilterRule { Destination = new() { Cidrs = ["2001:db8:8000::/33"] } };
        Assert.True(Matches(half, new PacketBuilder().IPv6(to: "2001:db8:8001::1").Udp()));
        Assert.False(Matches(half, new PacketBuilder().IPv6(to: "2001:db8:7fff::1").Udp()));
    }

    [Fact]
    public void The_outermost_tag_counts_the_one_in_metadata_first_and_two_in_the_frame_are_skipped()
    {
        var vlan5 = new FilterRule { Vlans = ["5"] };
        Assert.True(Matches(vlan5, new PacketBuilder().Vlan(5, priority: 7).IPv4().Udp()));
        Assert.True(Matches(vlan5, new PacketBuilder().Vlan(5, 0x88a8).Vlan(6).IPv4().Udp()));
        Assert.False(Matches(vlan5, new PacketBuilder().Vlan(6, 0x88a8).Vlan(5).IPv4().Udp()));
        Assert.False(Matches(vlan5, new PacketBuilder().Vlan(5).IPv4().Udp(), 0xe006));
        Assert.True(Matches(vlan5, new PacketBuilder().Vlan(6).IPv4().Udp(), 0xe005));
        Assert.False(Matches(new() { Vlans = ["0-4094"] }, new PacketBuilder().IPv4().Udp()));
        Assert.True(Matches(Port443, new PacketBuilder().Vlan(5, 0x88a8).Vlan(6).IPv4().Tcp(1, 443), 7));
        var third = new PacketBuilder().Vlan(5).Vlan(6).Vlan(7).IPv4().Tcp(1, 443);
        Assert.False(Matches(Port443, third));
        Assert.True(Matches(new() { EtherType = "0x8100" }, third));
    }

    [Fact]
    public void Both_directions_exchange_all_of_both_ends()
    {
        var rule = new FilterRule
        {
            Source = new() { Cidrs = ["10.0.0.1"], Macs = ["02:00:00:00:00:01"] },
            Destination = new() { Ports = ["80"] },
            Bidirectional = true,
        };
        Assert.True(Matches(rule, new PacketBuilder().IPv4("10.0.0.1").Tcp(1, 80)));
        Assert.True(Matches(rule, new PacketBuilder("02:00:00:00:00:01", "02:00:00:00:00:02").IPv4("1.1.1.1", "10.0.0.1").Tcp(80, 1)));
        Assert.False(Matches(rule, new PacketBuilder().IPv4("1.1.1.1", "10.0.0.1").Tcp(80, 1)));
        Assert.False(Matches(rule, new PacketBuilder().IPv4("10.0.0.1").Tcp(80, 1)));
    }

    [Fact]
    public void A_later_fragment_has_ports_only_if_its_first_was_seen_and_never_flags_or_types()
    {
        foreach (var v6 in new[] { false, true })
        {
            PacketBuilder Ip() => v6 ? new PacketBuilder().IPv6() : new PacketBuilder().IPv4();
            var first = Ip().Fragment(0, true, 7).Tcp(1, 443, flags: 2);
            var later = Ip().Fragment(64, false, 7).Protocol(6).Payload(new byte[32]);
            var other = Ip().Fragment(64, false, 8).Protocol(6).Payload(new byte[32]);
            Assert.True(Matches(Port443, first));
            Assert.False(Matches(Port443, later));
            var memory = new FragmentMemory();
            Assert.False(Matches(Port443, later, memory: memory));
            Assert.True(Matches(Port443, first, memory: memory));
            Assert.True(Matches(Port443, later, memory: memory));
            Assert.False(Matches(Port443, other, memory: memory));
            Assert.True(Matches(new() { Protocol = "TCP" }, other));
            Assert.False(Matches(new() { TcpFlags = new() { Unset = [TcpFlag.SYN] } }, later, memory: memory));
        }
        Assert.False(Matches(new() { Protocol = "ICMP", IcmpTypes = [0] }, new PacketBuilder().IPv4().Fragment(64, true).Protocol(1).Payload(new byte[8])));
    }

    [Fact]
    public void The_protocol_stands_behind_at_most_four_extension_headers()
    {
        var tcp = new FilterRule { Protocol = "TCP" };
        Assert.True(Matches(tcp, new PacketBuilder().IPv6().Extension(0).Extension(60, 24).Extension(43).Extension(60).Tcp()));
        Assert.False(Matches(tcp, new PacketBuilder().IPv6().Extension(0).Extension(60).Extension(43).Extension(60).Extension(60).Tcp()));
        Assert.True(Matches(Port443, new PacketBuilder().IPv6().Extension(0, 16).Tcp(1, 443)));
        Assert.False(Matches(new() { Protocol = "60" }, new PacketBuilder().IPv6().Extension(60).Tcp()));
    }

    [Fact]
    public void Flags_and_icmp_types_are_read_where_they_stand()
    {
        var opening = new FilterRule { TcpFlags = new() { Set = [TcpFlag.SYN], Unset = [TcpFlag.ACK] } };
        Assert.True(Matches(opening, new PacketBuilder().IPv4().Tcp(flags: 0xc2)));
        Assert.False(Matches(opening, new PacketBuilder().IPv4().Tcp(flags: 0x12)));
        Assert.False(Matches(opening, new PacketBuilder().IPv4().Udp().Payload(Enumerable.Repeat((byte)2, 20).ToArray())));
        var echo = new FilterRule { Protocol = "ICMP", IcmpTypes = [8], IcmpCodes = [0, 3] };
        Assert.True(Matches(echo, new PacketBuilder().IPv4().Protocol(1).Payload([8, 3])));
        Assert.False(Matches(echo, new PacketBuilder().IPv4().Protocol(1).Payload([8, 1])));
        Assert.False(Matches(echo, new PacketBuilder().IPv4().Protocol(1).Payload([8])));
        Assert.False(Matches(echo, new PacketBuilder().IPv6().Protocol(58).Payload([8, 0])));
    }

    [Fact]
    public void What_is_cut_off_or_too_short_is_not_there()
    {
        var frame = new PacketBuilder().Vlan(5).IPv4("10.0.0.1").Tcp(1, 443).Build();
        var rules = Read(
            FilterAction.Reject,
            new() { TcpFlags = new() { Set = [TcpFlag.ACK] } },
            Port443,
            new() { Source = new() { Cidrs = ["10.0.0.0/8"] } },
            new() { EtherType = "IPv4" },
            new() { Vlans = ["5"] },
            new() { Source = new() { Macs = ["02:00:00:00:00:01"] } });
        int[] expected = [.. Enumerable.Repeat(-1, 14), 5, 5, 5, 5, .. Enumerable.Repeat(3, 20), .. Enumerable.Repeat(2, 4), .. Enumerable.Repeat(1, 10)];
        for (var length = 0; length < frame.Length; length++)
        {
            Assert.Equal(length < expected.Length ? expected[length] : 0, FilterReference.FirstMatch(rules, frame.AsSpan(0, length)));
        }
    }

    [Fact]
    public void The_transport_header_stands_where_the_header_length_says()
    {
        byte[] frame = new PacketBuilder().IPv4().Protocol(17).Payload([0, 0, 0, 0, 0, 1, 1, 0xbb]).Build();
        Assert.False(FilterReference.FirstMatch(Read(FilterAction.Reject, Port443), frame) == 0);
        frame[14] = 0x46;
        Assert.True(FilterReference.FirstMatch(Read(FilterAction.Reject, Port443), frame) == 0);
        frame[14] = 0x06;
        Assert.True(FilterReference.FirstMatch(Read(FilterAction.Reject, Port443), frame) == 0);
    }

    private static bool Matches(FilterRule rule, PacketBuilder packet, ushort? tci = null, FragmentMemory? memory = null) =>
        FilterReference.FirstMatch(Read(FilterAction.Reject, rule), packet.Build(), tci, memory) == 0;

    private static PacketFilter Read(FilterAction defaultAction, params FilterRule[] rules)
    {
        var filter = FilterReader.Read(new() { DefaultAction = defaultAction, Rules = rules }, "filter", out var findings);
        Assert.Empty(findings);
        return filter;
    }
}
