using System.Net;
using K8sMirror.Bpf.Routes;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Routes;

public sealed class RouteTests : IDisposable
{
    private readonly TestNetNs ns = new(ipv6: true);
    private readonly TestNetNs peer = new(ipv6: true);
    private readonly VethLink cable;
    private readonly RouteReader routes;

    public RouteTests()
    {
        cable = new(ns, "eth0", peer, "eth0", silent: false);
        ns.Ip("addr add 192.0.2.1/24 dev eth0");
        ns.AddIpv6("2001:db8::1/64", "eth0");
        routes = ns.Run(() => new RouteReader());
    }

    public void Dispose()
    {
        routes.Dispose();
        cable.Dispose();
        ns.Dispose();
        peer.Dispose();
    }

    [KernelTheory]
    [InlineData("192.0.2.10", "192.0.2.1", 32)]
    [InlineData("2001:db8::10", "2001:db8::1", 128)]
    public void An_address_on_the_network_has_no_gateway(string to, string source, int bits) => Assert.Equal(
        new() { Type = RouteType.Unicast, PrefixLength = bits, Index = cable.Left.Index, Source = IPAddress.Parse(source) }, Find(to));

    [KernelTheory]
    [InlineData("route add 192.0.2.10/32 dev eth0", "192.0.2.10", 32)]
    [InlineData("route add 198.51.100.0/26 via 192.0.2.254", "198.51.100.7", 26)]
    [InlineData("-6 route add 2001:db8::10/128 dev eth0", "2001:db8::10", 128)]
    [InlineData("-6 route add 2001:db8:1::/48 dev eth0", "2001:db8:1::7", 48)]
    public void The_entry_that_an_address_matches_says_for_how_many_bits_it_is(string route, string to, int bits)
    {
        Assert.NotEqual(bits, routes.FindEntry(IPAddress.Parse(to)).PrefixLength);
        ns.Ip(route);
        var entry = routes.FindEntry(IPAddress.Parse(to));
        Assert.Equal((RouteType.Unicast, bits, cable.Left.Index), (entry.Type, entry.PrefixLength, entry.Index));
    }

    [KernelFact]
    public void An_entry_follows_the_rules_by_destination()
    {
        ns.Ip("rule add to 198.51.100.7 lookup 7");
        ns.Ip("route add 198.51.100.7/32 dev eth0 table 7");
        Assert.Equal((32, cable.Left.Index), (routes.FindEntry(IPAddress.Parse("198.51.100.7")).PrefixLength, routes.FindEntry(IPAddress.Parse("198.51.100.7")).Index));
        Assert.Equal(RouteType.None, routes.FindEntry(IPAddress.Parse("198.51.100.8")).Type);
    }

    [KernelTheory]
    [InlineData("route add 198.51.100.0/24 via 192.0.2.254", "198.51.100.7", "192.0.2.254", "192.0.2.1")]
    [InlineData("route add 198.51.100.0/24 via inet6 fe80::9 dev eth0", "198.51.100.7", "fe80::9", "192.0.2.1")]
    [InlineData("route add 2001:db8:1::/48 via fe80::9 dev eth0", "2001:db8:1::7", "fe80::9", "2001:db8::1")]
    [InlineData("route add default via 2001:db8::fe", "2001:db8:1::7", "2001:db8::fe", "2001:db8::1")]
    public void A_gateway_is_told_also_of_the_other_family(string route, string to, string gateway, string source)
    {
        ns.Ip(route);
        var found = Find(to);
        Assert.Equal((RouteType.Unicast, cable.Left.Index), (found.Type, found.Index));
        Assert.Equal((IPAddress.Parse(gateway), IPAddress.Parse(source)), (found.Gateway, found.Source));
    }

    [KernelTheory]
    [InlineData("198.51.100.0/24 via 192.0.2.254", "198.51.100.7")]
    [InlineData("2001:db8:1::/48 via 2001:db8::fe", "2001:db8:1::7")]
    public void A_routes_MTU_is_told(string route, string to)
    {
        ns.Ip($"route add {route} mtu 1400");
        Assert.Equal(1400, Find(to).Mtu);
    }

    [KernelFact]
    public void What_has_no_route_or_one_that_refuses_has_that_type()
    {
        Assert.Equal(RouteType.None, Find("203.0.113.1").Type);
        Assert.Equal(RouteType.None, Find("2001:db8:2::1").Type);
        foreach (var type in (RouteType[])[RouteType.Blackhole, RouteType.Unreachable, RouteType.Prohibit])
        {
            ns.Ip($"route add {type.ToString().ToLowerInvariant()} 203.0.113.{(int)type}");
            ns.Ip($"route add {type.ToString().ToLowerInvariant()} 2001:db8:2::{(int)type}");
            Assert.Equal(type, Find($"203.0.113.{(int)type}").Type);
            Assert.Equal(type, Find($"2001:db8:2::{(int)type}").Type);
        }
    }

    [KernelFact]
    public void The_nodes_own_addresses_are_local_and_others_are_of_their_kind()
    {
        Assert.Equal(RouteType.Local, Find("192.0.2.1").Type);
        Assert.Equal(RouteType.Local, Find("2001:db8::1").Type);
        Assert.Equal(RouteType.Local, Find("127.0.0.1").Type);
        Assert.Equal(RouteType.Broadcast, Find("192.0.2.255").Type);
    }

    [KernelFact]
    public void Rules_by_source_count()
    {
        ns.Ip("addr add 192.0.2.2/24 dev eth0");
        ns.Ip("route add default via 192.0.2.254");
        ns.Ip("route add default via 192.0.2.253 table 7");
        ns.Ip("rule add from 192.0.2.2 lookup 7");
        Assert.Equal(IPAddress.Parse("192.0.2.254"), Find("203.0.113.1").Gateway);
        Assert.Equal(IPAddress.Parse("192.0.2.253"), routes.Find(IPAddress.Parse("203.0.113.1"), IPAddress.Parse("192.0.2.2")).Gateway);
    }

    [KernelFact]
    public void A_scope_is_the_NIC_of_a_link_local_address()
    {
        Assert.Equal(cable.Left.Index, Find($"fe80::77%{cable.Left.Index}").Index);
        Assert.Equal(RouteType.None, Find("fe80::77%9999").Type);
    }

    [KernelFact]
    public void A_route_that_wraps_says_so()
    {
        ns.Ip("route add 198.51.100.0/24 encap ip id 7 dst 192.0.2.9 via 192.0.2.254 dev eth0");
        Assert.True(Find("198.51.100.7").Wraps);
    }

    private Route Find(string to) => routes.Find(IPAddress.Parse(to));
}
