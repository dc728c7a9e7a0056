using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Writes a decision list as the rules that users write.</summary>
internal static class RuleWriter
{
    public static MirrorFilter Write(DecisionList list) => new()
    {
        DefaultAction = list.Default,
        Rules = [.. DecisionSimplifier.RunsOf(list.Steps).SelectMany(run => Write([.. run.Select(s => s.Match)], run[0].Action))],
    };

    // Within a run the order does not matter, so a match and its mirror image can be one rule for both directions.
    private static IEnumerable<FilterRule> Write(List<PacketMatch> run, FilterAction action)
    {
        var left = run.ToHashSet();
        foreach (var match in run)
        {
            if (left.Remove(match))
            {
                var mirrored = match.Mirrored();
                var isBoth = left.Remove(mirrored);
                // Ports are easiest to read at the destination: they are usually a service's.
                yield return Write(isBoth && match.Destination.Ports is null && match.Source.Ports is not null ? mirrored : match, action, isBoth);
            }
        }
    }

    private static FilterRule Write(PacketMatch match, FilterAction action, bool bidirectional) => new()
    {
        Action = action,
        EtherType = match.EtherType is { } type ? ProtocolNames.EtherTypes.FirstOrDefault(e => e.Value == type).Key ?? Text($"0x{type:x4}") : null,
        Vlans = Ranges(match.Vlans),
        Protocol = match.Protocol is { } number ? ProtocolNames.Protocols.FirstOrDefault(p => p.Value == number).Key ?? Text($"{number}") : null,
        Source = End(match.Source),
        Destination = End(match.Destination),
        Bidirectional = bidirectional,
        TcpFlags = (match.FlagsSet | match.FlagsUnset) == 0 ? null : new() { Set = Flags(match.FlagsSet), Unset = Flags(match.FlagsUnset) },
        IcmpTypes = Numbers(match.IcmpTypes),
        IcmpCodes = Numbers(match.IcmpCodes),
    };

    private static FilterEndpoint? End(EndMatch end) => end == EndMatch.Any ? null : new()
    {
        Cidrs = end.Addresses is null ? null : [.. end.Addresses.Prefixes().Select(Prefix)],
        Ports = Ranges(end.Ports),
        Macs = end.Macs is null ? null : [.. Each(end.Macs).Select(Mac)],
    };

    // A prefix of full length is written as an address.
    private static string Prefix(AddressPrefix prefix)
    {
        var text = prefix.ToString();
        return prefix.Length == (prefix.IsV6 ? 128 : 32) ? text[..text.IndexOf('/', StringComparison.Ordinal)] : text;
    }

    private static string Mac(UInt128 mac) => string.Join(':', Enumerable.Range(0, 6).Select(at => Text($"{(byte)(mac >> (40 - (8 * at))):x2}")));

    private static List<string>? Ranges(RangeSet? set) =>
        set?.Ranges.Select(r => r.First == r.Last ? Text($"{r.First}") : Text($"{r.First}-{r.Last}")).ToList();

    private static List<int>? Numbers(RangeSet? set) => set is null ? null : [.. Each(set).Select(n => (int)n)];

    private static IEnumerable<UInt128> Each(RangeSet set)
    {
        foreach (var (first, last) in set.Ranges)
        {
            for (var value = first; value <= last; value++)
            {
                yield return value;
            }
        }
    }

    private static List<TcpFlag>? Flags(byte bits) => bits == 0 ? null : [.. Enum.GetValues<TcpFlag>().Where(f => (bits >> (int)f & 1) != 0)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
