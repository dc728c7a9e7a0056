using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Random valid filters, and one with every field.</summary>
internal static class Filters
{
    private static readonly Gen<IReadOnlyList<string>> Cidrs = List(Gen.OneOf(
        Gen.Select(Gen.UInt, Gen.Int[0, 32], (bits, length) => Prefix(BitConverter.GetBytes(length == 0 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits & (uint.MaxValue << (32 - length)))), length)),
        Gen.Select(Gen.Byte.Array[4], Gen.Const(64), (head, length) => Prefix([0x20, 1, .. head, .. new byte[10]], length)),
        Gen.Const("192.0.2.1"),
        Gen.Const("::/0")));

    private static readonly Gen<IReadOnlyList<string>> Ports = List(Range(ushort.MaxValue));
    private static readonly Gen<IReadOnlyList<string>> Macs = List(Gen.Byte.Array[6].Select(b => string.Join(':', b.Select(x => x.ToString("x2", null)))));
    private static readonly Gen<IReadOnlyList<string>> Vlans = List(Range(4094));
    private static readonly Gen<IReadOnlyList<int>> Numbers = Gen.Int[0, 255].Array[1, 4].Select(a => (IReadOnlyList<int>)a);

    private static readonly Gen<IReadOnlyList<string>> Sets = List(Gen.OneOf(Gen.Const("backups"), Gen.Const("a.b-c"), Gen.Const("9")));

    private static readonly Gen<FilterEndpoint?> End = Gen.Select(Maybe(Cidrs), Maybe(Sets), Maybe(Ports), Maybe(Macs), (cidrs, sets, ports, macs) =>
        cidrs is null && sets is null && ports is null && macs is null ? null : new FilterEndpoint { Cidrs = cidrs, AddressSets = sets, Ports = ports, Macs = macs });

    private static readonly Gen<FilterEndpoint?> EndWithoutPorts = End.Select(e => e is null ? null : e with { Ports = null, Cidrs = e.Cidrs ?? ["10.0.0.0/8"] });

    private static readonly Gen<TcpFlagMatch> Flags = Gen.Int[1, 255].Select(
        Gen.Int[0, 255], (set, unset) => new TcpFlagMatch { Set = Of(set), Unset = Of(unset & ~set) });

    private static readonly Gen<FilterRule> Tcp = Gen.Select(End, End, Maybe(Flags), Gen.Bool, (source, destination, flags, named) => new FilterRule
    {
        Protocol = named || flags is null ? "TCP" : null,
        Source = source,
        Destination = destination,
        TcpFlags = flags,
    });

    private static readonly Gen<FilterRule> Icmp = Gen.Select(EndWithoutPorts, Maybe(Numbers), Maybe(Numbers), Gen.OneOf(Gen.Const("ICMP"), Gen.Const("icmpv6"), Gen.Const("1"), Gen.Const("58")), (source, types, codes, protocol) =>
        new FilterRule { Protocol = protocol, Source = source, IcmpTypes = types, IcmpCodes = codes });

    private static readonly Gen<FilterRule> Other = Gen.Select(Gen.OneOf(Gen.Const("ARP"), Gen.Const("0x88cc"), Gen.Const("35020"), Gen.Const("lldp")), Macs, (type, macs) =>
        new FilterRule { EtherType = type, Destination = new() { Macs = macs } });

    private static readonly Gen<FilterRule> Rule = Gen.Select(
        Gen.OneOf(Tcp, Icmp, Other, End.Select(e => new FilterRule { Source = e, Protocol = "UDP", EtherType = "IPv4" })), Gen.Bool, Gen.Bool, Maybe(Vlans),
        (rule, accept, both, vlans) => rule with { Action = accept ? FilterAction.Accept : FilterAction.Reject, Bidirectional = both, Vlans = vlans });

    /// <summary>Valid filters.</summary>
    public static Gen<MirrorFilter> Any { get; } = Gen.Select(Gen.Bool, Rule.Array[0, 6], (accept, rules) => new MirrorFilter
    {
        DefaultAction = accept || rules.All(r => r.Action == FilterAction.Reject) ? FilterAction.Accept : FilterAction.Reject,
        Rules = rules,
    });

    /// <summary>Sampling, or none.</summary>
    public static Gen<MirrorSampling?> Sampling { get; } = Maybe(Gen.Select(Gen.Int[1, MirrorSampling.MostOneIn], Gen.Bool, (oneIn, packets) =>
        new MirrorSampling { OneIn = oneIn, By = packets ? SamplingBasis.Packet : SamplingBasis.Flow }));

    /// <summary>Snap lengths, sometimes 0, which keeps all bytes.</summary>
    public static Gen<int> SnapLength { get; } = Gen.OneOf(Gen.Const(0), Gen.Int[DatapathLimits.ShortestSnap, DatapathLimits.LongestSnap]);

    /// <summary>Valid rate limits, or none.</summary>
    public static Gen<MirrorRateLimit?> RateLimit { get; } = Maybe(Gen.Select(
        Gen.Long[MirrorRateLimit.FewestPackets, MirrorRateLimit.MostPackets].Nullable(),
        Gen.OneOf(Gen.Const("1k"), Gen.Const("500M"), Gen.Const("1.5G"), Gen.Const("1T"), Gen.Const("64Ki"), Gen.Const("500000000")),
        Gen.Bool,
        (packets, bits, both) => new MirrorRateLimit { PacketsPerSecond = packets, BitsPerSecond = both || packets is null ? bits : null }));

    /// <summary>Each field of a rule with a value, by name; all of them together are not a valid rule.</summary>
    public static IReadOnlyDictionary<string, Func<FilterRule, FilterRule>> Fields { get; } = new Dictionary<string, Func<FilterRule, FilterRule>>(StringComparer.Ordinal)
    {
        ["etherType"] = r => r with { EtherType = "IPv4" },
        ["vlans"] = r => r with { Vlans = ["7", "100-199"] },
        ["protocol"] = r => r with { Protocol = "TCP" },
        ["source.cidrs"] = r => r with { Source = (r.Source ?? new()) with { Cidrs = ["10.0.0.0/8", "2001:db8::/32"] } },
        ["source.ports"] = r => r with { Source = (r.Source ?? new()) with { Ports = ["0", "8000-8999"] } },
        ["source.macs"] = r => r with { Source = (r.Source ?? new()) with { Macs = ["02:00:5e:10:00:01"] } },
        ["destination.cidrs"] = r => r with { Destination = (r.Destination ?? new()) with { Cidrs = ["192.0.2.1"] } },
        ["destination.ports"] = r => r with { Destination = (r.Destination ?? new()) with { Ports = ["443"] } },
        ["destination.macs"] = r => r with { Destination = (r.Destination ?? new()) with { Macs = ["02-00-5E-10-00-02"] } },
        ["bidirectional"] = r => r with { Bidirectional = true },
        ["tcpFlags.set"] = r => r with { TcpFlags = (r.TcpFlags ?? new()) with { Set = [TcpFlag.SYN] } },
        ["tcpFlags.unset"] = r => r with { TcpFlags = (r.TcpFlags ?? new()) with { Unset = [TcpFlag.ACK, TcpFlag.CWR] } },
        ["icmpTypes"] = r => r with { IcmpTypes = [8, 0] },
        ["icmpCodes"] = r => r with { IcmpCodes = [255] },
    };

    private static Gen<IReadOnlyList<string>> List(Gen<string> item) => item.Array[1, 4].Select(a => (IReadOnlyList<string>)a);

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class => Gen.Select(gen, Gen.Bool, (value, isThere) => isThere ? value : null);

    private static Gen<string> Range(int most) => Gen.Select(Gen.Int[0, most], Gen.Int[0, most], Gen.Bool, (a, b, isRange) =>
        isRange ? $"{Math.Min(a, b)}-{Math.Max(a, b)}" : $"{a}");

    private static string Prefix(byte[] address, int length) => $"{new System.Net.IPAddress(address)}/{length}";

    private static TcpFlag[]? Of(int bits) => (bits & 255) == 0 ? null : [.. Enum.GetValues<TcpFlag>().Where(f => (bits & (1 << (int)f)) != 0)];
}
