using System.Net;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>How copies currently get to a collector: their encapsulation, and the path of the packets.</summary>
/// <param name="Tunnel">The mirror's settings.</param>
/// <param name="MtuPolicy">For copies that do not fit.</param>
/// <param name="NicIndex">Interface index of the NIC that packets leave by; 0: there is no route.</param>
/// <param name="Mtu">Largest IP packet that fits, in bytes.</param>
/// <param name="Source">Source IP address; null where there is no route.</param>
/// <param name="LocalMac">Source MAC address.</param>
/// <param name="NextHopMac">Destination MAC address.</param>
public sealed record TunnelWay(TargetTunnel Tunnel, MtuPolicy MtuPolicy, int NicIndex, int Mtu, IPAddress? Source, MacAddress LocalMac, MacAddress NextHopMac)
{
    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;

    /// <summary>True if packets are IPv6.</summary>
    public static bool IsIpv6(TargetTunnel tunnel) => tunnel.Remote.Contains(':', StringComparison.Ordinal);

    /// <summary>
    /// Bytes in front of the frame, from the IP header on: UDP and VXLAN or Geneve (RFC 7348, RFC 8926) 16, GRE 4 or with a key 8 (RFC 2890),
    /// ERSPAN with its sequence number 16 for type II and 20 for type III.
    /// </summary>
    public static int OverheadOf(TargetTunnel tunnel) => (IsIpv6(tunnel) ? Ipv6Header : Ipv4Header) + tunnel.Type switch
    {
        TunnelType.GRE => tunnel.Id is null ? 4 : 8,
        TunnelType.ERSPAN => tunnel.Version == 2 ? 20 : 16,
        _ => 16,
    };

    /// <summary>Largest frame that fits, in bytes with Ethernet header and VLAN tags; without a route nothing is too large.</summary>
    public int MaxFrame => NicIndex == 0 ? int.MaxValue : IsSummed(Tunnel) ? Math.Min(Fits, MostSummed) : Fits;

    /// <summary>Largest frame over which the datapath computes a UDP checksum.</summary>
    public const int MostSummed = 9216;

    /// <summary>True if a UDP checksum over the whole packet is needed: IPv6 receivers require it (RFC 8200, section 8.1).</summary>
    public static bool IsSummed(TargetTunnel tunnel) => IsIpv6(tunnel) && IsUdp(tunnel);

    /// <summary>True if packets are UDP; else they are GRE.</summary>
    public static bool IsUdp(TargetTunnel tunnel) => tunnel.Type is TunnelType.VXLAN or TunnelType.Geneve;

    /// <summary>Most fragments that a copy leaves in.</summary>
    public const int MostFragments = 8;

    /// <summary>Most bytes of one of them, without its IP header.</summary>
    public const int LargestFragment = 9216;

    private int Fits => FitsThrough(Tunnel, Mtu);

    /// <summary>Largest frame that is sent, whole, sliced or in fragments; <see cref="int.MaxValue"/> if all are.</summary>
    public static int LargestSent(TargetTunnel tunnel, MtuPolicy policy, int mtu)
    {
        var largest = policy switch
        {
            MtuPolicy.Slice => int.MaxValue,
            MtuPolicy.Fragment => Math.Max(FitsThrough(tunnel, mtu), LargestInFragments(tunnel, mtu)),
            _ => FitsThrough(tunnel, mtu),
        };
        return IsSummed(tunnel) ? Math.Min(largest, MostSummed) : largest;
    }

    /// <summary>MTU that the NIC needs for frames of a source with this MTU, without VLAN tags.</summary>
    public static int MtuFor(TargetTunnel tunnel, int sourceMtu) => sourceMtu + Link.EthernetHeader + OverheadOf(tunnel);

    private static int FitsThrough(TargetTunnel tunnel, int mtu) => Math.Max(0, mtu - OverheadOf(tunnel));

    // A fragment carries a multiple of 8 bytes (RFC 791, RFC 8200), and IPv6 has a header of 8 bytes for it. What the tunnel has behind the IP header
    // is divided with the frame.
    private static int LargestInFragments(TargetTunnel tunnel, int mtu)
    {
        var (header, own) = IsIpv6(tunnel) ? (Ipv6Header, 8) : (Ipv4Header, 0);
        var part = Math.Min((mtu - header - own) & ~7, LargestFragment);
        return Math.Max(0, (MostFragments * part) - (OverheadOf(tunnel) - header));
    }
}
