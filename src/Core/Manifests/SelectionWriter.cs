using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Manifests;

/// <summary>Writes what a mirror selects, filter and sampling, how much of it is sent, and its label.</summary>
internal static class SelectionWriter
{
    public static void Write(StringBuilder text, TrafficMirrorSpec spec)
    {
        if (spec.Filter is { } filter)
        {
            WriteFilter(text, filter);
        }
        if (spec.Sampling is { } sampling)
        {
            text.Append(CultureInfo.InvariantCulture, $"  sampling:\n    oneIn: {sampling.OneIn}\n");
            if (sampling.By != SamplingBasis.Flow)
            {
                text.Append(CultureInfo.InvariantCulture, $"    by: {sampling.By}\n");
            }
        }
        if (spec.SnapLength != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  snapLength: {spec.SnapLength}\n");
        }
        if (spec.RateLimit is { } limit)
        {
            WriteRateLimit(text, limit);
        }
        if (spec.SourceTag is { } tag)
        {
            text.Append(CultureInfo.InvariantCulture, $"  sourceTag:\n    vlan: {tag.Vlan}\n");
        }
    }

    private static void WriteRateLimit(StringBuilder text, MirrorRateLimit limit)
    {
        text.Append(limit is { PacketsPerSecond: null, BitsPerSecond: null } ? "  rateLimit: {}\n" : "  rateLimit:\n");
        if (limit.PacketsPerSecond is { } packets)
        {
            text.Append(CultureInfo.InvariantCulture, $"    packetsPerSecond: {packets}\n");
        }
        if (limit.BitsPerSecond is { } bits)
        {
            text.Append("    bitsPerSecond: ").Append(ManifestWriter.Scalar(bits)).Append('\n');
        }
    }

    private static void WriteFilter(StringBuilder text, MirrorFilter filter)
    {
        if (filter is { DefaultAction: FilterAction.Reject, Rules.Count: 0 })
        {
            text.Append("  filter: {}\n");
            return;
        }
        text.Append("  filter:\n");
        if (filter.DefaultAction != FilterAction.Reject)
        {
            text.Append(CultureInfo.InvariantCulture, $"    defaultAction: {filter.DefaultAction}\n");
        }
        if (filter.Rules.Count > 0)
        {
            text.Append("    rules:\n");
        }
        foreach (var rule in filter.Rules)
        {
            WriteRule(text, rule);
        }
    }

    private static void WriteRule(StringBuilder text, FilterRule rule)
    {
        text.Append(CultureInfo.InvariantCulture, $"    - action: {rule.Action}\n");
        WriteText(text, "etherType", rule.EtherType);
        WriteList(text, "      ", "vlans", rule.Vlans?.Select(ManifestWriter.Scalar));
        WriteText(text, "protocol", rule.Protocol);
        WriteEnd(text, "source", rule.Source);
        WriteEnd(text, "destination", rule.Destination);
        if (rule.Bidirectional)
        {
            text.Append("      bidirectional: true\n");
        }
        if (rule.TcpFlags is { } flags)
        {
            text.Append(flags is { Set: null, Unset: null } ? "      tcpFlags: {}\n" : "      tcpFlags:\n");
            WriteList(text, "        ", "set", flags.Set?.Select(f => f.ToString()));
            WriteList(text, "        ", "unset", flags.Unset?.Select(f => f.ToString()));
        }
        WriteList(text, "      ", "icmpTypes", rule.IcmpTypes?.Select(Number));
        WriteList(text, "      ", "icmpCodes", rule.IcmpCodes?.Select(Number));
    }

    private static void WriteEnd(StringBuilder text, string field, FilterEndpoint? end)
    {
        if (end is null)
        {
            return;
        }
        text.Append("      ").Append(field).Append(end is { Cidrs: null, AddressSets: null, Ports: null, Macs: null } ? ": {}\n" : ":\n");
        WriteList(text, "        ", "cidrs", end.Cidrs?.Select(ManifestWriter.Scalar));
        WriteList(text, "        ", "addressSets", end.AddressSets?.Select(ManifestWriter.Scalar));
        WriteList(text, "        ", "ports", end.Ports?.Select(ManifestWriter.Scalar));
        WriteList(text, "        ", "macs", end.Macs?.Select(ManifestWriter.Scalar));
    }

    private static void WriteText(StringBuilder text, string field, string? value)
    {
        if (value is not null)
        {
            text.Append("      ").Append(field).Append(": ").Append(ManifestWriter.Scalar(value)).Append('\n');
        }
    }

    private static void WriteList(StringBuilder text, string indent, string field, IEnumerable<string>? values)
    {
        if (values is not null)
        {
            text.Append(indent).Append(field).Append(": [").AppendJoin(", ", values).Append("]\n");
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
