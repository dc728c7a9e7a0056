using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Filtering;

/// <summary>Reads a filter as users write it. Pure, and never throws; each problem is a finding with its field.</summary>
public sealed class FilterReader
{
    /// <summary>Maximum number of findings of one filter; one more represents all others, so that no message or status grows with the mistakes.</summary>
    public const int MostFindings = 64;

    private readonly PrefixSets sets;
    private readonly FilterFindings found = new();
    private long prefixes;

    private FilterReader(PrefixSets sets) => this.sets = sets;

    /// <summary>Reads a filter without AddressSets, only to validate it.</summary>
    public static PacketFilter Read(MirrorFilter filter, string path, out IReadOnlyList<Finding> findings) => Read(filter, path, PrefixSets.None, out findings);

    /// <summary>Reads a filter.</summary>
    /// <param name="filter">As written.</param>
    /// <param name="path">Path of the field, such as <c>spec.filter</c>.</param>
    /// <param name="sets">Existing AddressSets; a missing one matches nothing.</param>
    /// <param name="findings">What is wrong with the filter, or with a set that it names; empty if the result can be used.</param>
    public static PacketFilter Read(MirrorFilter filter, string path, PrefixSets sets, out IReadOnlyList<Finding> findings)
    {
        var reader = new FilterReader(sets);
        if (!Enum.IsDefined(filter.DefaultAction))
        {
            reader.found.Refuse($"{path}.defaultAction", "is unknown; write Accept or Reject");
        }
        if (filter.Rules.Count > DatapathLimits.RulesPerFilter)
        {
            reader.found.Add(new(Reasons.LimitExceeded, $"{path}.rules",
                string.Create(CultureInfo.InvariantCulture, $"has {filter.Rules.Count} rules; at most {DatapathLimits.RulesPerFilter} are possible: put prefixes and ports of one action into one rule")));
        }
        var read = new PacketFilter(filter.DefaultAction,
            [.. filter.Rules.Take(DatapathLimits.RulesPerFilter).Select((rule, at) => reader.Rule(rule ?? new(), string.Create(CultureInfo.InvariantCulture, $"{path}.rules[{at}]")))]);
        findings = reader.found.Of(path);
        return read;
    }

    private PacketRule Rule(FilterRule rule, string path)
    {
        if (!Enum.IsDefined(rule.Action))
        {
            found.Refuse($"{path}.action", "is unknown; write Accept or Reject");
        }
        var read = new PacketRule
        {
            Action = rule.Action,
            EtherType = EtherType(rule.EtherType, $"{path}.etherType"),
            Vlans = Ranges(rule.Vlans, $"{path}.vlans", 4094, DatapathLimits.VlansPerList, "VLAN"),
            Protocol = Protocol(rule.Protocol, $"{path}.protocol") ?? (rule.TcpFlags is null ? null : ProtocolNames.Tcp),
            Source = End(rule.Source, $"{path}.source"),
            Destination = End(rule.Destination, $"{path}.destination"),
            Bidirectional = rule.Bidirectional,
            FlagsSet = Flags(rule.TcpFlags?.Set, $"{path}.tcpFlags.set"),
            FlagsUnset = Flags(rule.TcpFlags?.Unset, $"{path}.tcpFlags.unset"),
            IcmpTypes = Bytes(rule.IcmpTypes, $"{path}.icmpTypes"),
            IcmpCodes = Bytes(rule.IcmpCodes, $"{path}.icmpCodes"),
        };
        Check(rule, read, path);
        return read;
    }

    private void Check(FilterRule rule, PacketRule read, string path)
    {
        if (rule is { EtherType: null, Vlans: null, Protocol: null, Source: null, Destination: null, TcpFlags: null, IcmpTypes: null, IcmpCodes: null })
        {
            found.Refuse(path, "has no condition; write one, or use defaultAction for all other packets");
            return;
        }
        if (rule.TcpFlags is { } flags)
        {
            // One error for one mistake: an invalid protocol was already reported.
            if (read.Protocol is not (null or ProtocolNames.Tcp))
            {
                found.Refuse($"{path}.tcpFlags", $"needs protocol TCP, not {Quoting.Quote(rule.Protocol!)}");
            }
            if (flags is { Set: null, Unset: null })
            {
                found.Refuse($"{path}.tcpFlags", "names no flag; write set or unset");
            }
            if ((read.FlagsSet & read.FlagsUnset) != 0)
            {
                found.Refuse($"{path}.tcpFlags", "wants a flag both set and unset: no packet is like that");
            }
        }
        if ((rule.IcmpTypes is not null || rule.IcmpCodes is not null) && read.Protocol is not (ProtocolNames.Icmp or ProtocolNames.IcmpV6)
            && (rule.Protocol is null || ProtocolNames.Protocol(rule.Protocol) is not null))
        {
            found.Refuse($"{path}.{(rule.IcmpTypes is null ? "icmpCodes" : "icmpTypes")}", "needs protocol ICMP or ICMPv6");
        }
        if (HasPorts(read) && read.Protocol is not (null or ProtocolNames.Tcp or ProtocolNames.Udp or ProtocolNames.Sctp))
        {
            found.Refuse($"{path}.{(read.Source.Ports.Count > 0 ? "source" : "destination")}.ports", $"needs protocol TCP, UDP or SCTP, or none, not {Quoting.Quote(rule.Protocol!)}");
        }
        if (read.EtherType is { } type and not ProtocolNames.IPv4 and not ProtocolNames.IPv6
            && (read.Protocol is not null || HasPorts(read) || read.Source.Prefixes is not null || read.Destination.Prefixes is not null))
        {
            found.Refuse($"{path}.etherType", string.Create(CultureInfo.InvariantCulture, $"is {Quoting.Quote(rule.EtherType!)} (0x{type:x4}), whose packets have no IP protocol, address or port; remove one of the two"));
        }
    }

    private static bool HasPorts(PacketRule rule) => rule.Source.Ports.Count + rule.Destination.Ports.Count > 0;

    private PacketEnd End(FilterEndpoint? end, string path)
    {
        if (end is null)
        {
            return PacketEnd.Any;
        }
        if (end is { Cidrs: null, AddressSets: null, Ports: null, Macs: null })
        {
            found.Refuse(path, "has no condition; write cidrs, addressSets, ports or macs");
        }
        return new()
        {
            Prefixes = Prefixes(end, path),
            Ports = Ranges(end.Ports, $"{path}.ports", ushort.MaxValue, DatapathLimits.PortsPerList, "port"),
            Macs = found.Each<ulong>(end.Macs, $"{path}.macs", DatapathLimits.MacsPerList, Mac),
        };
    }

    private IReadOnlyList<AddressPrefix>? Prefixes(FilterEndpoint end, string path)
    {
        if (end is { Cidrs: null, AddressSets: null })
        {
            return null;
        }
        var written = found.Each(
            end.Cidrs, $"{path}.cidrs", DatapathLimits.PrefixesPerList, (string text, out string? problem) => AddressPrefix.Parse(text, out problem));
        var named = Sets(end.AddressSets, $"{path}.addressSets");
        var before = prefixes;
        prefixes += written.Count + named.Sum(s => (long)s.Count);
        if (prefixes > DatapathLimits.PrefixesPerHook)
        {
            // Reported once: later prefixes do not fit either.
            if (before <= DatapathLimits.PrefixesPerHook)
            {
                found.Add(new(Reasons.LimitExceeded, path, string.Create(CultureInfo.InvariantCulture,
                    $"has, with the rules before it, {prefixes} prefixes in cidrs and addressSets; a filter takes {DatapathLimits.PrefixesPerHook} at most")));
            }
            return [];
        }
        return named.Count == 0 ? written
            : named.Count == 1 && written.Count == 0 ? named[0]
            : [.. written, .. named.SelectMany(s => s)];
    }

    /// <summary>Prefixes of the sets that exist.</summary>
    private List<IReadOnlyList<AddressPrefix>> Sets(IReadOnlyList<string>? names, string path)
    {
        found.Each(names, path, DatapathLimits.SetsPerList, (string text, out string? problem) => problem = ObjectNames.SubdomainProblem(text));
        var existing = new List<IReadOnlyList<AddressPrefix>>();
        for (var i = 0; i < (names?.Count ?? 0); i++)
        {
            if (sets.Find(names![i] ?? "") is not { } set)
            {
                continue;
            }
            if (set.Problem is { } problem)
            {
                found.Add(new(Reasons.AddressSetInvalid, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), $"AddressSet {Quoting.Quote(names[i])}: {problem}"));
            }
            existing.Add(set.Prefixes);
        }
        return existing;
    }

    private byte? Protocol(string? text, string path)
    {
        if (text is null)
        {
            return null;
        }
        if (ProtocolNames.Protocol(text) is { } number)
        {
            return number;
        }
        found.Refuse(path, $"{Quoting.Quote(text)} is no IP protocol; write a number from 0 to 255 or one of {string.Join(", ", ProtocolNames.Protocols.Keys)}");
        return null;
    }

    private ushort? EtherType(string? text, string path)
    {
        if (text is null)
        {
            return null;
        }
        if (ProtocolNames.EtherType(text) is { } number)
        {
            return number;
        }
        found.Refuse(path, $"{Quoting.Quote(text)} is no EtherType; write a number from 0x0600 to 0xffff or one of {string.Join(", ", ProtocolNames.EtherTypes.Keys)}");
        return null;
    }

    private List<NumberRange> Ranges(IReadOnlyList<string>? texts, string path, int most, int mostEntries, string noun) =>
        found.Each(texts, path, mostEntries, (string text, out string? problem) =>
        {
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            var isRange = dash > 0;
            if (!ushort.TryParse(isRange ? text.AsSpan(0, dash) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !ushort.TryParse(isRange ? text.AsSpan(dash + 1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || last > most)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"is no {noun} or range of them; write numbers from 0 to {most}, such as 100 or 100-199");
                return default;
            }
            problem = first <= last ? null : string.Create(CultureInfo.InvariantCulture, $"ends before it starts; write {last}-{first}");
            return new NumberRange(first, last);
        });

    private static ulong Mac(string text, out string? problem)
    {
        var mac = 0UL;
        var parts = text.Split(text.Contains('-', StringComparison.Ordinal) ? '-' : ':');
        problem = parts.Length == 6 ? null : "";
        foreach (var part in parts)
        {
            if (part.Length != 2 || !byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                problem = "";
                break;
            }
            mac = (mac << 8) | value;
        }
        problem = problem is null ? null : "is no MAC address; write one like 02:00:5e:10:00:01";
        return mac;
    }

    private byte Flags(IReadOnlyList<TcpFlag>? flags, string path)
    {
        found.CheckCount(flags?.Count, Enum.GetValues<TcpFlag>().Length, path);
        var bits = 0;
        foreach (var flag in flags ?? [])
        {
            if (!Enum.IsDefined(flag))
            {
                found.Refuse(path, $"names an unknown flag; write some of {string.Join(", ", Enum.GetNames<TcpFlag>())}");
                continue;
            }
            bits |= 1 << (int)flag;
        }
        return (byte)bits;
    }

    private List<byte> Bytes(IReadOnlyList<int>? numbers, string path)
    {
        found.CheckCount(numbers?.Count, DatapathLimits.IcmpNumbersPerList, path);
        foreach (var number in (numbers ?? []).Where(n => n is < 0 or > 255))
        {
            found.Refuse(path, string.Create(CultureInfo.InvariantCulture, $"{number} is not from 0 to 255"));
        }
        return [.. (numbers ?? []).Where(n => n is >= 0 and <= 255).Select(n => (byte)n)];
    }
}
