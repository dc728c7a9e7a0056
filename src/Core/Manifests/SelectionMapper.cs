using K8sMirror.Core.Api;

namespace K8sMirror.Core.Manifests;

/// <summary>Reads what a mirror selects, filter and sampling, how much of it is sent, and its label.</summary>
internal sealed class SelectionMapper(FieldReader reader)
{
    private static readonly string[] Actions = [nameof(FilterAction.Accept), nameof(FilterAction.Reject)];
    private static readonly string[] Flags = Enum.GetNames<TcpFlag>();

    public MirrorFilter? MapFilter(YamlMapping? spec)
    {
        const string Path = "spec.filter";
        // All rules commented out must not mean every packet.
        if (spec?.Find("filter") is YamlScalar { IsNull: true } nothing)
        {
            reader.Add(nothing, Path, "is null; write rules, or remove it to copy every packet");
        }
        var filter = reader.Object(spec?.Find("filter"), Path, "defaultAction", "rules");
        return filter is null ? null : new()
        {
            DefaultAction = reader.Word<FilterAction>(filter, Path, "defaultAction", Actions) ?? default,
            Rules = reader.ListOf(filter, Path, "rules", MapRule) ?? [],
        };
    }

    public MirrorSampling? MapSampling(YamlMapping? spec)
    {
        const string Path = "spec.sampling";
        var sampling = reader.Object(spec?.Find("sampling"), Path, "oneIn", "by");
        reader.Require(sampling, Path, "oneIn");
        return sampling is null ? null : new()
        {
            OneIn = reader.Integer(sampling, Path, "oneIn") ?? 1,
            By = reader.Word<SamplingBasis>(sampling, Path, "by", nameof(SamplingBasis.Flow), nameof(SamplingBasis.Packet)) ?? default,
        };
    }

    public MirrorRateLimit? MapRateLimit(YamlMapping? spec)
    {
        const string Path = "spec.rateLimit";
        // Bounds commented out must not mean none.
        if (spec?.Find("rateLimit") is YamlScalar { IsNull: true } nothing)
        {
            reader.Add(nothing, Path, "is null; write packetsPerSecond, bitsPerSecond or both, or remove it to send all");
        }
        var limit = reader.Object(spec?.Find("rateLimit"), Path, "packetsPerSecond", "bitsPerSecond");
        return limit is null ? null : new()
        {
            PacketsPerSecond = reader.Integer(limit, Path, "packetsPerSecond"),
            BitsPerSecond = reader.String(limit, Path, "bitsPerSecond"),
        };
    }

    public SourceTag? MapSourceTag(YamlMapping? spec)
    {
        const string Path = "spec.sourceTag";
        var tag = reader.Object(spec?.Find("sourceTag"), Path, "vlan");
        reader.Require(tag, Path, "vlan");
        return tag is null ? null : new() { Vlan = reader.Integer(tag, Path, "vlan") ?? 0 };
    }

    private FilterRule MapRule(YamlValue item, string path)
    {
        var rule = reader.Object(
            item, path, "action", "etherType", "vlans", "protocol", "source", "destination", "bidirectional", "tcpFlags", "icmpTypes", "icmpCodes");
        if (rule is null && item is YamlScalar { IsNull: true })
        {
            reader.Add(item, path, "is null; write a rule");
        }
        reader.Require(rule, path, "action");
        return new()
        {
            Action = reader.Word<FilterAction>(rule, path, "action", Actions) ?? default,
            EtherType = reader.String(rule, path, "etherType"),
            Vlans = reader.ListOf(rule, path, "vlans", reader.TextItem),
            Protocol = reader.String(rule, path, "protocol"),
            Source = MapEnd(rule, path, "source"),
            Destination = MapEnd(rule, path, "destination"),
            Bidirectional = reader.Boolean(rule, path, "bidirectional") ?? false,
            TcpFlags = MapFlags(rule, path),
            IcmpTypes = reader.ListOf(rule, path, "icmpTypes", reader.NumberItem),
            IcmpCodes = reader.ListOf(rule, path, "icmpCodes", reader.NumberItem),
        };
    }

    private FilterEndpoint? MapEnd(YamlMapping? rule, string path, string field)
    {
        path = $"{path}.{field}";
        var end = reader.Object(rule?.Find(field), path, "cidrs", "addressSets", "ports", "macs");
        return end is null ? null : new()
        {
            Cidrs = reader.ListOf(end, path, "cidrs", reader.TextItem),
            AddressSets = reader.ListOf(end, path, "addressSets", reader.TextItem),
            Ports = reader.ListOf(end, path, "ports", reader.TextItem),
            Macs = reader.ListOf(end, path, "macs", reader.TextItem),
        };
    }

    private TcpFlagMatch? MapFlags(YamlMapping? rule, string path)
    {
        path += ".tcpFlags";
        var flags = reader.Object(rule?.Find("tcpFlags"), path, "set", "unset");
        return flags is null ? null : new()
        {
            Set = reader.ListOf(flags, path, "set", MapFlag),
            Unset = reader.ListOf(flags, path, "unset", MapFlag),
        };
    }

    private TcpFlag MapFlag(YamlValue item, string path) => reader.WordItem<TcpFlag>(item, path, Flags);
}
