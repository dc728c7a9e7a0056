using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Tunnels;

/// <summary>
/// Writes the headers in front of a frame to a collector, except for what differs from packet to packet: lengths, checksums, UDP's source
/// port, ERSPAN's sequence number. Pure.
/// </summary>
internal static class TunnelHeader
{
    private const int UsualTtl = 64;
    private const ushort TypeEthernet = 0x6558; // Transparent Ethernet bridging, RFC 1701
    private const ushort TypeErspan2 = 0x88be;
    private const ushort TypeErspan3 = 0x22eb;
    private const ushort GreKey = 0x2000;
    private const ushort GreSequence = 0x1000;
    private const byte VxlanHasId = 0x08;
    private const ushort DontFragment = 0x4000;
    private const ushort ErspanIsEthernet = 0x8000;

    /// <summary>As the kernel reads it.</summary>
    public static TunnelValue Of(TunnelWay way)
    {
        var header = new Writer();
        var tunnel = way.Tunnel;
        var isIpv6 = TunnelWay.IsIpv6(tunnel);
        var isUdp = TunnelWay.IsUdp(tunnel);
        header.Mac(way.NextHopMac).Mac(way.LocalMac).U16(isIpv6 ? ProtocolNames.IPv6 : ProtocolNames.IPv4);
        Ip(header, way, isIpv6, isUdp ? ProtocolNames.Udp : ProtocolNames.Gre);
        var transport = header.Length;
        switch (tunnel.Type)
        {
            case TunnelType.VXLAN:
                header.U16(0).U16((ushort)TargetIds.PortOf(tunnel)).U32(0).U8(VxlanHasId).U8(0).U16(0).U32((uint)(tunnel.Id ?? 0) << 8);
                break;
            case TunnelType.Geneve:
                header.U16(0).U16((ushort)TargetIds.PortOf(tunnel)).U32(0).U16(0).U16(TypeEthernet).U32((uint)(tunnel.Id ?? 0) << 8);
                break;
            case TunnelType.GRE when tunnel.Id is { } key:
                header.U16(GreKey).U16(TypeEthernet).U32((uint)key);
                break;
            case TunnelType.GRE:
                header.U16(0).U16(TypeEthernet);
                break;
            default:
                Erspan(header, tunnel);
                break;
        }
        return new()
        {
            IfIndex = (uint)way.NicIndex,
            Flags = (isIpv6 ? AbiLimits.TunnelIpv6 : 0) | (isUdp ? AbiLimits.TunnelUdp : 0) | (tunnel.Type == TunnelType.ERSPAN ? AbiLimits.TunnelErspan : 0)
                | (!isIpv6 && !KeepsWhole(way) ? AbiLimits.TunnelNumbered : 0),
            Length = (uint)header.Length,
            Mtu = (uint)way.Mtu,
            Sum = !isIpv6 ? Sum(header.Bytes[Link.EthernetHeader..transport]) : isUdp ? UdpSum(header.Bytes, transport) : 0,
            Header = TunnelBytes.From(header.Bytes),
        };
    }

    private static void Ip(Writer header, TunnelWay way, bool isIpv6, byte protocol)
    {
        var tunnel = way.Tunnel;
        var ttl = (byte)(tunnel.Ttl == 0 ? UsualTtl : tunnel.Ttl);
        var remote = IPAddress.Parse(tunnel.Remote).GetAddressBytes();
        if (isIpv6)
        {
            header.U32(0x60000000U | (uint)tunnel.Dscp << 22).U16(0).U8(protocol).U8(ttl);
        }
        else
        {
            header.U8(0x45).U8((byte)(tunnel.Dscp << 2)).U16(0).U16(0).U16(KeepsWhole(way) ? DontFragment : (ushort)0).U8(ttl).U8(protocol).U16(0);
        }
        header.Put((way.Source ?? (isIpv6 ? IPAddress.IPv6Any : IPAddress.Any)).GetAddressBytes()).Put(remote);
    }

    private static bool KeepsWhole(TunnelWay way) => way.Tunnel.DontFragment ?? way.MtuPolicy != MtuPolicy.Fragment;

    private static void Erspan(Writer header, TargetTunnel tunnel)
    {
        var session = (ushort)(tunnel.Id ?? 0);
        if (tunnel.Version == 2)
        {
            header.U16(GreSequence).U16(TypeErspan3).U32(0).U16(0x2000).U16(session).U32(0).U16(0).U16(ErspanIsEthernet);
        }
        else
        {
            header.U16(GreSequence).U16(TypeErspan2).U32(0).U16(0x1000).U16(session).U32(0);
        }
    }

    // Of IPv6's pseudo header (RFC 8200, 8.1) and of all behind the UDP header, without lengths and the source port.
    private static uint UdpSum(ReadOnlySpan<byte> header, int transport)
    {
        const int Addresses = 32;
        const int UdpHeader = 8;
        Span<byte> protocol = [0, ProtocolNames.Udp];
        return Sum(header[(transport - Addresses)..transport]) + Sum(protocol) + Sum(header.Slice(transport + 2, 2)) + Sum(header[(transport + UdpHeader)..]);
    }

    /// <summary>Sum of 16-bit words as they are in memory: the programs continue with sums in this byte order.</summary>
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0U;
        foreach (var word in MemoryMarshal.Cast<byte, ushort>(bytes))
        {
            sum += word;
        }
        return sum;
    }

    private sealed class Writer
    {
        private readonly byte[] bytes = new byte[AbiLimits.TunnelBytes];

        public int Length { get; private set; }

        public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

        public Writer U8(byte value)
        {
            bytes[Length++] = value;
            return this;
        }

        public Writer U16(ushort value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Length), value);
            Length += sizeof(ushort);
            return this;
        }

        public Writer U32(uint value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(Length), value);
            Length += sizeof(uint);
            return this;
        }

        public Writer Put(ReadOnlySpan<byte> value)
        {
            value.CopyTo(bytes.AsSpan(Length));
            Length += value.Length;
            return this;
        }

        public Writer Mac(MacAddress value)
        {
            value.CopyTo(bytes.AsSpan(Length));
            Length += MacAddress.Size;
            return this;
        }
    }
}
