using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>Filters, and packets at their boundaries, from a seed.</summary>
internal sealed class RandomFilters(int seed)
{
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "47", "255"];
    private static readonly string[] Types = ["IPv4", "IPv6", "ARP", "0x88cc", "0x9000"];
    private readonly Random random = new(seed);
    private readonly Dictionary<string, PrefixSet> sets = [];

    /// <summary>A filter of up to so many rules.</summary>
    public PacketFilter Filter(int most)
    {
        if (sets.Count == 0)
        {
            sets["one"] = Set(1 + random.Next(6));
            sets["many"] = Set(40);
            sets["empty"] = Set(0);
        }
        var written = new MirrorFilter
        {
            DefaultAction = Chance(4) ? FilterAction.Accept : FilterAction.Reject,
            Rules = [.. Enumerable.Range(0, 1 + random.Next(most)).Select(_ => Rule())],
        };
        var filter = FilterReader.Read(written, "filter", new(sets), out var findings);
        Assert.Empty(findings);
        return filter;
    }

    /// <summary>The same filter for only some hosts: mostly those that its rules name.</summary>
    public PacketFilter Narrowed(PacketFilter filter)
    {
        var named = filter.Rules.SelectMany(r => (r.Source.Prefixes ?? []).Concat(r.Destination.Prefixes ?? [])).Append(Prefix()).ToList();
        return filter with { Scope = new(Chance(2), [.. Enumerable.Range(0, random.Next(8)).Select(_ => Chance(4) ? Prefix() : Pick(named))]) };
    }

    /// <summary>A frame: mostly derived from one of the rules, then changed a little.</summary>
    public byte[] Frame(PacketFilter filter)
    {
        var rule = filter.Rules[random.Next(filter.Rules.Count)];
        var (from, to) = rule.Bidirectional && Chance(2) ? (rule.Destination, rule.Source) : (rule.Source, rule.Destination);
        var builder = new PacketBuilder(Mac(to), Mac(from));
        if (rule.Vlans.Count > 0 || Chance(8))
        {
            builder.Vlan(rule.Vlans.Count > 0 ? Near(rule.Vlans) & 0xfff : random.Next(4096), Chance(2) ? (ushort)0x8100 : (ushort)0x88a8);
            if (Chance(4))
            {
                builder.Vlan(random.Next(4096));
            }
        }
        if (rule.EtherType is { } type and not ProtocolNames.IPv4 and not ProtocolNames.IPv6)
        {
            return Cut(type == 0x0806 ? builder.Arp().Build() : builder.EtherType(Chance(8) ? (ushort)(type + 1) : type).Payload(new byte[46]).Build());
        }
        var isV6 = rule.EtherType == ProtocolNames.IPv6 || rule.Protocol == ProtocolNames.IcmpV6 || ((from.Prefixes ?? []).Concat(to.Prefixes ?? []) is var all && all.Any() ? Pick([.. all]).IsV6 : Chance(2));
        builder = isV6 ? builder.IPv6(Address(from, true), Address(to, true)) : builder.IPv4(Address(from, false), Address(to, false));
        if (isV6 && Chance(4))
        {
            builder.Extension(Pick<byte>([0, 43, 60]), 8 * (1 + random.Next(3)));
        }
        if (Chance(10))
        {
            builder.Fragment(Chance(2) ? 0 : 64, more: true, id: (uint)random.Next(4));
        }
        var protocol = Chance(10) ? (byte)random.Next(256) : rule.Protocol ?? Pick<byte>([6, 6, 17, 132, 1, 58, 89]);
        var (sourcePort, destinationPort) = ((ushort)Port(from), (ushort)Port(to));
        var packet = protocol switch
        {
            6 => builder.Tcp(sourcePort, destinationPort, flags: (byte)((random.Next(256) | rule.FlagsSet) & (Chance(2) ? ~rule.FlagsUnset : 255))).Payload(new byte[20]),
            17 => builder.Udp(sourcePort, destinationPort).Payload(new byte[20]),
            _ => builder.Protocol(protocol).Payload(
                protocol is 1 or 58 ? [Octet(rule.IcmpTypes), Octet(rule.IcmpCodes), .. new byte[30]]
                : [(byte)(sourcePort >> 8), (byte)sourcePort, (byte)(destinationPort >> 8), (byte)destinationPort, .. new byte[30]]),
        };
        return Cut(packet.Build());
    }

    private FilterRule Rule()
    {
        var rule = new FilterRule { Action = Chance(3) ? FilterAction.Reject : FilterAction.Accept, Bidirectional = Chance(3) };
        var kind = random.Next(10);
        if (kind == 0)
        {
            return rule with { EtherType = Pick(Types), Vlans = Chance(2) ? Ranges(4094) : null, Source = Chance(3) ? new() { Macs = Macs() } : null };
        }
        if (kind == 1)
        {
            return rule with { Protocol = "ICMP", IcmpTypes = [random.Next(256), random.Next(16)], IcmpCodes = Chance(2) ? [random.Next(4)] : null, Source = End(ports: false) };
        }
        if (kind == 2)
        {
            var set = random.Next(256);
            var unset = random.Next(256) & ~set;
            return rule with
            {
                TcpFlags = new() { Set = Flags(set | 2), Unset = (unset & ~2) == 0 ? null : Flags(unset & ~2) },
                Source = End(ports: true),
            };
        }
        var protocol = Chance(3) ? null : Pick(Protocols);
        var ports = protocol is null or "TCP" or "UDP" or "SCTP";
        rule = rule with
        {
            Protocol = protocol,
            Vlans = Chance(8) ? Ranges(4094) : null,
            EtherType = Chance(8) ? Pick(["IPv4", "IPv6"]) : null,
            Source = End(ports),
            Destination = End(ports),
        };
        return rule is { Protocol: null, Vlans: null, EtherType: null, Source: null, Destination: null } ? rule with { Protocol = "TCP" } : rule;
    }

    private FilterEndpoint? End(bool ports)
    {
        var end = new FilterEndpoint
        {
            Cidrs = Chance(2) ? [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Prefix().ToString())] : null,
            AddressSets = Chance(6) ? [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Pick(["one", "many", "empty", "missing"]))] : null,
            Ports = ports && Chance(3) ? Ranges(65535) : null,
            Macs = Chance(12) ? Macs() : null,
        };
        return end is { Cidrs: null, AddressSets: null, Ports: null, Macs: null } ? null : end;
    }

    private PrefixSet Set(int count) => AddressSetReader.Read(new() { Cidrs = [.. Enumerable.Range(0, count).Select(_ => Prefix().ToString())] });

    // From a small set, so that prefixes contain one another.
    private AddressPrefix Prefix()
    {
        var isV6 = Chance(3);
        var length = random.Next((isV6 ? 128 : 32) + 1);
        var bits = Bits(isV6);
        return new(isV6, length == 0 ? 0 : bits & (UInt128.MaxValue << (128 - length)), length);
    }

    private UInt128 Bits(bool isV6)
    {
        var low = (UInt128)(ulong)random.NextInt64() << 64 | (ulong)random.NextInt64();
        var place = random.Next(4);
        return isV6 ? ((UInt128)0x20010db8 << 96) | ((UInt128)(uint)place << 80) | (low >> (Chance(2) ? 48 : 110))
            : ((UInt128)(uint)(10 + place) << 120) | ((low >> (Chance(2) ? 8 : 24)) & (UInt128.MaxValue << 96));
    }

    private string Address(PacketEnd end, bool isV6)
    {
        var own = (end.Prefixes ?? []).Where(p => p.IsV6 == isV6).ToList();
        if (own.Count == 0)
        {
            return new AddressPrefix(isV6, Bits(isV6), isV6 ? 128 : 32).ToString().Split('/')[0];
        }
        var prefix = Pick(own);
        var last = prefix.Bits | (prefix.Length == 0 ? UInt128.MaxValue : prefix.Length == 128 ? 0 : UInt128.MaxValue >> prefix.Length);
        var unit = isV6 ? 1 : UInt128.One << 96;
        var bits = random.Next(5) switch
        {
            0 => prefix.Bits,
            1 => last,
            2 => prefix.Bits - unit,
            3 => last + unit,
            _ => prefix.Bits | (Bits(isV6) & (last ^ prefix.Bits)),
        };
        return new AddressPrefix(isV6, isV6 ? bits : bits & (UInt128.MaxValue << 96), isV6 ? 128 : 32).ToString().Split('/')[0];
    }

    private List<string> Ranges(int most) =>
        [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => (random.Next(most + 1), random.Next(4)) is var (first, kind)
            ? kind == 0 ? $"{first}-{Math.Min(most, first + random.Next(1000))}" : kind == 1 && Chance(8) ? $"0-{most}" : first.ToString(CultureInfo.InvariantCulture)
            : "")];

    private int Port(PacketEnd end) => end.Ports.Count > 0 ? Near(end.Ports) : random.Next(65536);

    private int Near(IReadOnlyList<NumberRange> ranges) => Pick(ranges) is var range
        ? (random.Next(4) switch { 0 => range.First, 1 => range.Last, 2 => range.First - 1, _ => range.Last + 1 }) & 0xffff : 0;

    private List<string> Macs() => [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => $"02:00:00:00:00:{random.Next(6):x2}")];

    private string Mac(PacketEnd end)
    {
        var mac = end.Macs.Count > 0 && !Chance(4) ? Pick(end.Macs) : 0x020000000000UL + (uint)random.Next(6);
        return string.Join(':', Enumerable.Range(0, 6).Select(i => $"{(mac >> (40 - (8 * i))) & 255:x2}"));
    }

    private byte Octet(IReadOnlyList<byte> values) => values.Count > 0 && !Chance(4) ? Pick(values) : (byte)random.Next(256);

    private static List<TcpFlag> Flags(int bits) => [.. Enum.GetValues<TcpFlag>().Where(f => (bits >> (int)f & 1) != 0)];

    // A test run needs data behind the Ethernet header, and a whole IP header if the type is IP.
    private byte[] Cut(byte[] frame)
    {
        var fewest = (frame[12], frame[13]) switch { (0x08, 0x00) => 34, (0x86, 0xdd) => 54, _ => 15 };
        return Chance(15) && frame.Length > fewest ? frame[..random.Next(fewest, frame.Length + 1)] : frame;
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
