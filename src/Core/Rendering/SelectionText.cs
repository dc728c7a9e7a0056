using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Rendering;

/// <summary>Which packets a mirror selects and how much of them it sends, as readable text.</summary>
public static class SelectionText
{
    private const int EntriesShown = 4;

    /// <summary>
    /// <c>filter: 3 rules, else Reject; sampling: 1 in 100 by flow; slicing: first 128 bytes; rate limit: 1000 packets/s, 500M bit/s;
    /// label: VLAN 101; distribution: FlowHash, each conversation to one target</c>; empty: every packet, whole, to every target.
    /// </summary>
    public static string Short(MirrorTreatment treatment)
    {
        var parts = new List<string>();
        if (treatment.Filter is { } filter)
        {
            parts.Add(string.Create(
                CultureInfo.InvariantCulture, $"filter: {filter.Rules.Count} rule{(filter.Rules.Count == 1 ? "" : "s")}, else {filter.DefaultAction}"));
        }
        if (treatment.Sampling is { } sampling)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"sampling: 1 in {sampling.OneIn} by {sampling.By.ToString().ToLowerInvariant()}"));
        }
        if (treatment.SnapLength != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"slicing: first {treatment.SnapLength} bytes"));
        }
        if (treatment.RateLimit is { } rateLimit)
        {
            parts.Add($"rate limit: {Bounds(rateLimit)}");
        }
        if (treatment.SourceTag is { } tag)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"label: VLAN {tag.Vlan}"));
        }
        if (treatment.Distribution == MirrorDistribution.FlowHash)
        {
            parts.Add("distribution: FlowHash, each conversation to one target");
        }
        return string.Join("; ", parts);
    }

    /// <summary><c>rules[0]: Accept TCP from 10.0.0.0/8 to port 443, both ways</c>; of long lists the first entries, and how many there are.</summary>
    public static string Rule(FilterRule rule, int at)
    {
        var words = new List<string> { rule.Action.ToString() };
        Add(words, "", rule.Protocol is null ? null : [rule.Protocol]);
        Add(words, "EtherType ", rule.EtherType is null ? null : [rule.EtherType]);
        Add(words, "VLAN ", rule.Vlans);
        AddEnd(words, "from", rule.Source);
        AddEnd(words, "to", rule.Destination);
        Add(words, "flags ", rule.TcpFlags?.Set?.Select(f => f.ToString()).ToList());
        Add(words, "without flags ", rule.TcpFlags?.Unset?.Select(f => f.ToString()).ToList());
        Add(words, "type ", rule.IcmpTypes?.Select(Number).ToList());
        Add(words, "code ", rule.IcmpCodes?.Select(Number).ToList());
        return string.Create(CultureInfo.InvariantCulture, $"rules[{at}]: {string.Join(' ', words)}{(rule.Bidirectional ? ", both ways" : "")}");
    }

    private static string Bounds(MirrorRateLimit limit)
    {
        var bounds = new List<string>();
        if (limit.PacketsPerSecond is { } packets)
        {
            bounds.Add(string.Create(CultureInfo.InvariantCulture, $"{packets} packet{(packets == 1 ? "" : "s")}/s"));
        }
        if (limit.BitsPerSecond is { } bits)
        {
            bounds.Add($"{(bits.Length <= 32 && bits.All(IsPlain) ? bits : Quoting.Quote(bits))} bit/s");
        }
        return bounds.Count > 0 ? string.Join(", ", bounds) : "no bound";
    }

    private static void AddEnd(List<string> words, string which, FilterEndpoint? end)
    {
        if (end is not null)
        {
            words.Add(which);
            Add(words, "", end.Cidrs);
            Add(words, "set ", end.AddressSets);
            Add(words, "port ", end.Ports);
            Add(words, "MAC ", end.Macs);
        }
    }

    private static void Add(List<string> words, string noun, IReadOnlyList<string>? entries)
    {
        if (entries is null)
        {
            return;
        }
        // An accepted filter has only plain words, but refused filters are shown, too.
        var shown = string.Join(',', entries.Take(EntriesShown).Select(e => e is not null && e.Length <= 49 && e.All(IsPlain) ? e : Quoting.Quote(e ?? "")));
        words.Add(entries.Count > EntriesShown ? string.Create(CultureInfo.InvariantCulture, $"{noun}{shown},… ({entries.Count})") : noun + shown);
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '/' or '-';

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
