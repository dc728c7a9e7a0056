using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Api;

/// <summary>Compares the CRDs and the C# types, in both directions.</summary>
public sealed class CrdTests
{
    public static TheoryData<string, Type> Kinds => new() { { TrafficMirror.Plural, typeof(TrafficMirror) }, { NodeMirror.Plural, typeof(NodeMirror) }, { AddressSet.Plural, typeof(AddressSet) } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_property_of_a_type_is_in_the_schema_and_the_other_way_round(string plural, Type type) =>
        Assert.Empty(Differences(Crd.Schema(plural), Type(type), ""));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_schema_has_a_description(string plural, Type type)
    {
        Assert.NotNull(type);
        // A server refuses any description of metadata; strings in a map or list are described by their parent.
        Assert.DoesNotContain(
            Crd.Walk(Crd.Schema(plural)),
            s => s.Path != ".metadata" && !(s.Path.EndsWith("{}", StringComparison.Ordinal) || s.Path.EndsWith("values[]", StringComparison.Ordinal))
                && string.IsNullOrWhiteSpace((string?)s.Schema["description"]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_are_what_the_type_has(string plural, Type type)
    {
        var defaults = JsonNode.Parse(JsonSerializer.Serialize(Filled.Default(type), Type(type)))!;
        var found = Crd.Walk(Crd.Schema(plural)).Where(s => s.Path != ".status" && s.Schema.ContainsKey("default")).ToList();
        // An AddressSet has none: an empty list must be explicit.
        Assert.Equal(plural == AddressSet.Plural, found.Count == 0);
        foreach (var (path, schema) in found)
        {
            // A type may omit a default when it writes; what matters is that the server's default reads as the same object.
            var written = defaults.DeepClone();
            var parts = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
            var parent = parts[..^1].Aggregate(written, (node, part) => part.EndsWith("[]", StringComparison.Ordinal) ? node[part[..^2]]![0]! : node[part]!);
            parent[parts[^1]] = schema["default"]!.DeepClone();
            Assert.Equal(defaults.ToJsonString(), JsonSerializer.Serialize(written.Deserialize(Type(type)), Type(type)));
        }
    }

    /// <summary>The agent creates its NodeMirror's conditions; what people write has them before any program has seen it.</summary>
    [Theory]
    [InlineData(TrafficMirror.Plural)]
    [InlineData(AddressSet.Plural)]
    public void Conditions_are_unknown_by_default(string plural)
    {
        var schema = Crd.Schema(plural)["properties"]!["status"]!.AsObject();
        var status = schema["default"]!;
        Assert.Empty(Crd.Validate(status, schema));
        var conditions = plural == TrafficMirror.Plural
            ? status.Deserialize(ApiJsonContext.Default.TrafficMirrorStatus)!.Conditions
            : status.Deserialize(ApiJsonContext.Default.AddressSetStatus)!.Conditions;
        Assert.All(conditions, c => Assert.Equal((ConditionStatus.Unknown, Reasons.Pending, DateTimeOffset.UnixEpoch), (c.Status, c.Reason, c.LastTransitionTime)));
        var types = typeof(ConditionTypes).GetFields().Select(f => (string)f.GetValue(null)!).Where(t => plural == TrafficMirror.Plural || t == ConditionTypes.Accepted);
        Assert.Equal(types.Order(StringComparer.Ordinal), conditions.Select(c => c.Type));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_with_every_field_passes_the_schema_and_comes_back(string plural, Type type)
    {
        var json = JsonSerializer.Serialize(Filled.Full(type), Type(type));
        Assert.Empty(Crd.Validate(JsonNode.Parse(json), Crd.Schema(plural)));
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, Type(type)), Type(type)));
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_unknown_field_anywhere_is_refused(string plural, Type type)
    {
        Assert.NotNull(plural);
        var document = JsonNode.Parse(JsonSerializer.Serialize(Filled.Full(type), Type(type)))!;
        var objects = Objects(document).Where(o => o.GetPath() is var p && !p.Contains("metadata", StringComparison.Ordinal)
            && !p.Contains("matchLabels", StringComparison.Ordinal)).ToList();
        Assert.True(objects.Count > (plural == AddressSet.Plural ? 3 : 5));
        foreach (var target in objects)
        {
            target["surprise"] = 1;
            var json = document.ToJsonString();
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, Type(type)));
            target.Remove("surprise");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_rule_has_a_message_and_every_list_and_string_that_a_rule_reads_is_bounded(string plural, Type type)
    {
        Assert.NotNull(type);
        foreach (var (path, schema) in Crd.Walk(Crd.Schema(plural)))
        {
            Assert.All(schema["x-kubernetes-validations"]?.AsArray() ?? [], rule => Assert.False(string.IsNullOrWhiteSpace((string?)rule!["message"])));
            if (path.StartsWith(".spec", StringComparison.Ordinal) && plural != NodeMirror.Plural)
            {
                Assert.True((string?)schema["type"] != "array" || schema.ContainsKey("maxItems"), path);
                Assert.True((string?)schema["type"] != "string" || schema.ContainsKey("maxLength") || schema.ContainsKey("enum"), path);
            }
        }
    }

    [Fact]
    public void Bounds_are_the_datapaths()
    {
        foreach (var list in new[] { Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!, Crd.Schema(NodeMirror.Plural)["properties"]!["spec"]!["properties"]!["sessions"]!["items"]! })
        {
            Assert.Equal(DatapathLimits.SourcesPerMirror, (int)list["properties"]!["sources"]!["maxItems"]!);
            Assert.Equal(DatapathLimits.TargetsPerMirror, (int)list["properties"]!["targets"]!["maxItems"]!);
            Assert.Equal(InterfaceGlob.MaxLength, (int)list["properties"]!["sources"]!["items"]!["properties"]!["interface"]!["maxLength"]!);
            Assert.Equal(InterfaceName.MaxLength, (int)list["properties"]!["targets"]!["items"]!["properties"]!["interface"]!["maxLength"]!);
            foreach (var selector in (JsonNode[])
            [
                list["properties"]!["sources"]!["items"]!["properties"]!["podSelector"]!, list["properties"]!["sources"]!["items"]!["properties"]!["namespaceSelector"]!,
                list["properties"]!["targets"]!["items"]!["properties"]!["podSelector"]!, list["properties"]!["targets"]!["items"]!["properties"]!["namespaceSelector"]!,
                list["properties"]!["nodeSelector"] ?? list["properties"]!["sources"]!["items"]!["properties"]!["podSelector"]!,
            ])
            {
                Assert.Equal(
                    (DatapathLimits.LabelsPerSelector, DatapathLimits.ExpressionsPerSelector, DatapathLimits.ValuesPerExpression),
                    ((int)selector["properties"]!["matchLabels"]!["maxProperties"]!, (int)selector["properties"]!["matchExpressions"]!["maxItems"]!,
                        (int)selector["properties"]!["matchExpressions"]!["items"]!["properties"]!["values"]!["maxItems"]!));
            }
            var rules = list["properties"]!["filter"]!["properties"]!["rules"]!;
            Assert.Equal(DatapathLimits.RulesPerFilter, (int)rules["maxItems"]!);
            var rule = rules["items"]!["properties"]!;
            Assert.Equal(DatapathLimits.VlansPerList, (int)rule["vlans"]!["maxItems"]!);
            Assert.Equal(DatapathLimits.IcmpNumbersPerList, (int)rule["icmpTypes"]!["maxItems"]!);
            Assert.Equal(DatapathLimits.IcmpNumbersPerList, (int)rule["icmpCodes"]!["maxItems"]!);
            Assert.All((string[])["source", "destination"], end => Assert.Equal(
                (DatapathLimits.PrefixesPerList, DatapathLimits.SetsPerList, DatapathLimits.PortsPerList, DatapathLimits.MacsPerList),
                ((int)rule[end]!["properties"]!["cidrs"]!["maxItems"]!, (int)rule[end]!["properties"]!["addressSets"]!["maxItems"]!, (int)rule[end]!["properties"]!["ports"]!["maxItems"]!, (int)rule[end]!["properties"]!["macs"]!["maxItems"]!)));
            var snap = list["properties"]!["snapLength"]!;
            Assert.Equal((0, DatapathLimits.LongestSnap), ((int)snap["minimum"]!, (int)snap["maximum"]!));
            var packets = list["properties"]!["rateLimit"]!["properties"]!["packetsPerSecond"]!;
            Assert.Equal((MirrorRateLimit.FewestPackets, MirrorRateLimit.MostPackets), ((long)packets["minimum"]!, (long)packets["maximum"]!));
            Assert.Equal((1, MirrorSampling.MostOneIn), ((int)list["properties"]!["sampling"]!["properties"]!["oneIn"]!["minimum"]!, (int)list["properties"]!["sampling"]!["properties"]!["oneIn"]!["maximum"]!));
        }
    }

    [Fact]
    public void Bounds_of_targets_are_those_of_the_code()
    {
        foreach (var list in new[] { Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!, Crd.Schema(NodeMirror.Plural)["properties"]!["spec"]!["properties"]!["sessions"]!["items"]! })
        {
            var target = list["properties"]!["targets"]!["items"]!["properties"]!;
            var tunnel = target["tunnel"]!["properties"]!;
            Assert.Equal((1L, TargetLimits.MostWeight), Range(target["weight"]!));
            Assert.Equal((1L, TargetLimits.LastPort), Range(target["healthCheck"]!["properties"]!["tcpPort"]!));
            Assert.Equal((0L, TargetLimits.LastId(TunnelType.GRE)), Range(tunnel["id"]!));
            Assert.Equal((1L, TargetLimits.LastPort), Range(tunnel["port"]!));
            Assert.Equal((1L, TargetLimits.MostTtl), Range(tunnel["ttl"]!));
            Assert.Equal((0L, TargetLimits.LastDscp), Range(tunnel["dscp"]!));
            Assert.Equal((1L, TargetLimits.LastErspanVersion), Range(tunnel["version"]!));
            Assert.All((string[])["remote", "sourceAddress"], field => Assert.Equal(TargetLimits.AddressLength, (int)tunnel[field]!["maxLength"]!));
            // A server estimates a comparison by the longest text, not by the enum's words.
            Assert.Equal(Enum.GetNames<TunnelType>().Max(n => n.Length), (int)tunnel["type"]!["maxLength"]!);
        }
        var rules = Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["targets"]!["items"]!["properties"]!["tunnel"]!["x-kubernetes-validations"]!.AsArray();
        Assert.Contains(rules, r => ((string)r!["rule"]!).EndsWith(
            $"self.id <= (self.type == 'ERSPAN' ? {TargetLimits.LastId(TunnelType.ERSPAN)} : {TargetLimits.LastId(TunnelType.VXLAN)})", StringComparison.Ordinal));

        static (long, long) Range(JsonNode schema) => ((long)schema["minimum"]!, (long)schema["maximum"]!);
    }

    /// <summary>In a manifest that no server has seen, the reader must distinguish a zero from an omitted field.</summary>
    [Fact]
    public void Numbers_whose_absence_reads_as_less_than_the_schema_takes_are_refused_by_the_reader()
    {
        var least = Crd.Walk(Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!.AsObject(), ".spec")
            .Where(s => (string?)s.Schema["type"] == "integer").ToDictionary(s => s.Path, s => (long)s.Schema["minimum"]!);
        var numbers = Numbers(typeof(TrafficMirrorSpec), ".spec").ToList();
        Assert.Equal(least.Keys.Where(path => !path.EndsWith("[]", StringComparison.Ordinal)).Order(), numbers.Select(n => n.Path).Order());
        Assert.All(numbers, n => Assert.Equal((n.Path, n.Absent < least[n.Path] ? least[n.Path] : null), (n.Path, n.Least)));
        Assert.Contains(numbers, n => n.Least is not null);
    }

    [Fact]
    public void The_longest_name_of_a_collector_has_room_in_a_status()
    {
        var edge = Crd.Schema(NodeMirror.Plural)["properties"]!["status"]!["properties"]!["sessions"]!["items"]!["properties"]!["edges"]!["items"]!["properties"]!;
        var longest = TargetIds.Of(new() { Type = TunnelType.Geneve, Remote = "2001:db8:1111:2222:200:5efe:255.255.255.255", Id = 16777215, Port = 65535 });
        Assert.True(longest.Length <= (int)edge["target"]!["maxLength"]!, longest);
    }

    [Fact]
    public void A_set_s_bounds_and_entries_are_those_of_the_code()
    {
        var cidrs = Crd.Schema(AddressSet.Plural)["properties"]!["spec"]!["properties"]!["cidrs"]!;
        Assert.Equal(DatapathLimits.PrefixesPerSet, (int)cidrs["maxItems"]!);
        var inRule = Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["filter"]!["properties"]!["rules"]!["items"]!["properties"]!["source"]!["properties"]!["cidrs"]!;
        Assert.Equal(inRule["items"]!.ToJsonString(), cidrs["items"]!.ToJsonString());
    }

    /// <summary>Compares the server's enums and patterns with the reader, at the limits of each.</summary>
    [Fact]
    public void What_the_schema_takes_in_a_rule_the_reader_takes_and_the_other_way_round()
    {
        var rule = Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["filter"]!["properties"]!["rules"]!["items"]!["properties"]!;
        string[] numbers = ["0", "1", "9", "10", "99", "100", "199", "200", "249", "255", "256", "300", "999", "1535", "1536", "4094", "4095", "5000", "9999", "65535", "65536", "99999", "", "x", "-1", "1-2", "0-65535", "0-65536", "4094-4095", "5-", "-", "1-2-3", " 1", "0x05ff", "0x600", "0x0600", "0xffff", "0x10000", "0XFFFF", "tcp", "IPv6", "icmpv6", "Arp", "ptp"];
        foreach (var text in numbers.Concat(ProtocolNames.Protocols.Keys).Concat(ProtocolNames.EtherTypes.Keys))
        {
            Agree("protocol", rule["protocol"]!, text, new() { Protocol = text });
            Agree("etherType", rule["etherType"]!, text, new() { EtherType = text });
            Agree("vlans", rule["vlans"]!["items"]!, text, new() { Vlans = [text] });
            Agree("ports", rule["source"]!["properties"]!["ports"]!["items"]!, text, new() { Source = new() { Ports = [text] } });
        }
        foreach (var mac in (string[])["02:00:5e:10:00:01", "02-00-5E-10-00-01", "02:00:5e:10:00", "02:00:5e:10:00:0g", "02005e100001", ""])
        {
            Agree("macs", rule["source"]!["properties"]!["macs"]!["items"]!, mac, new() { Source = new() { Macs = [mac] } });
        }

        foreach (var name in (string[])["a", "9", "a-b.c-d", "backup-servers", "A", "a_b", "-a", "a-", "a.", ".a", "a..b", "a.-b", "", new string('a', 253), new string('a', 254)])
        {
            Agree("addressSets", rule["source"]!["properties"]!["addressSets"]!["items"]!, name, new() { Source = new() { AddressSets = [name] } });
        }

        static void Agree(string field, JsonNode schema, string text, FilterRule rule)
        {
            var pattern = (string?)schema["pattern"] ?? Regex.Match((string)schema["x-kubernetes-validations"]![0]!["rule"]!, @"^self\.matches\('(.*)'\)$").Groups[1].Value;
            var isTaken = text.Length >= (int)schema["minLength"]! && text.Length <= (int)schema["maxLength"]! && Regex.IsMatch(text, pattern);
            FilterReader.Read(new() { Rules = [rule] }, "filter", out var findings);
            Assert.True(isTaken == (findings.Count == 0), $"{field} '{text}': schema {isTaken}, reader {string.Join("; ", findings)}");
        }
    }

    [Fact]
    public void The_shortest_slice_is_the_datapaths() => Assert.Equal(
        $"self == 0 || self >= {DatapathLimits.ShortestSnap}",
        (string)Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["snapLength"]!["x-kubernetes-validations"]![0]!["rule"]!);

    [Fact]
    public void Messages_name_the_words_that_the_reader_knows()
    {
        var rule = Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["filter"]!["properties"]!["rules"]!["items"]!["properties"]!;
        Assert.EndsWith(string.Join(", ", ProtocolNames.Protocols.Keys), (string)rule["protocol"]!["x-kubernetes-validations"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.EndsWith(string.Join(", ", ProtocolNames.EtherTypes.Keys), (string)rule["etherType"]!["x-kubernetes-validations"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrafficMirror.Plural, TrafficMirror.KindName, "tm")]
    [InlineData(NodeMirror.Plural, NodeMirror.KindName, "nmir")]
    [InlineData(AddressSet.Plural, AddressSet.KindName, "aset")]
    public void Names_are_those_of_the_types(string plural, string kind, string shortName)
    {
        var spec = Crd.Read(plural)["spec"]!;
        Assert.Equal((ApiGroup.Name, "Cluster"), ((string)spec["group"]!, (string)spec["scope"]!));
        Assert.Equal((plural, kind, shortName), ((string)spec["names"]!["plural"]!, (string)spec["names"]!["kind"]!, (string)spec["names"]!["shortNames"]![0]!));
        Assert.Equal(ApiGroup.Version, (string)spec["versions"]![0]!["name"]!);
        Assert.NotNull(spec["versions"]![0]!["subresources"]!["status"]);
    }

    private static JsonTypeInfo Type(Type type) => ApiJsonContext.Default.GetTypeInfo(type)!;

    private static IEnumerable<string> Differences(JsonObject schema, JsonTypeInfo type, string path)
    {
        var properties = schema["properties"]!.AsObject();
        foreach (var name in properties.Select(p => p.Key).Except(type.Properties.Select(p => p.Name)))
        {
            yield return $"{path}.{name} is in the schema only";
        }
        foreach (var property in type.Properties)
        {
            var below = $"{path}.{property.Name}";
            if (properties[property.Name] is not JsonObject known)
            {
                yield return $"{below} is in the type only";
                continue;
            }
            foreach (var difference in below == ".metadata" ? [] : TypeDifferences(known, property.PropertyType, below))
            {
                yield return difference;
            }
        }
    }

    private static IEnumerable<string> TypeDifferences(JsonObject schema, Type type, string path)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        var expected = actual == typeof(string) || actual.IsEnum || actual == typeof(DateTimeOffset) ? "string"
            : actual == typeof(int) || actual == typeof(long) ? "integer"
            : actual == typeof(bool) ? "boolean"
            : actual.IsGenericType && actual.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? "array" : "object";
        if ((string?)schema["type"] != expected)
        {
            return [$"{path} is {schema["type"]}, not {expected}"];
        }
        var format = actual == typeof(int) ? "int32" : actual == typeof(long) ? "int64" : actual == typeof(DateTimeOffset) ? "date-time" : null;
        if ((string?)schema["format"] != format)
        {
            return [$"{path} has format {schema["format"]}, not {format}"];
        }
        if (actual.IsEnum)
        {
            var names = schema["enum"]!.AsArray().Select(e => (string)e!);
            return names.SequenceEqual(Enum.GetNames(actual)) ? [] : [$"{path} has other values than {actual.Name}"];
        }
        return expected switch
        {
            "array" => TypeDifferences(schema["items"]!.AsObject(), actual.GetGenericArguments()[0], path + "[]"),
            "object" when schema.ContainsKey("properties") => Differences(schema, Type(actual), path),
            _ => [],
        };
    }

    /// <summary>Each number of a type and below, the value when it is absent (null: it is required, or absence is null), and what the reader refuses.</summary>
    private static IEnumerable<(string Path, long? Absent, long? Least)> Numbers(Type type, string path)
    {
        var empty = Activator.CreateInstance(type);
        foreach (var property in Type(type).Properties)
        {
            var isList = property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
            var item = isList ? property.PropertyType.GetGenericArguments()[0] : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var at = $"{path}.{property.Name}{(isList ? "[]" : "")}";
            if (!isList && (item == typeof(int) || item == typeof(long)))
            {
                var attributes = property.AttributeProvider!.GetCustomAttributes(inherit: false);
                var absent = attributes.OfType<MustBeWrittenAttribute>().Any() ? null : property.Get!(empty!);
                yield return (at, absent is null ? null : Convert.ToInt64(absent, CultureInfo.InvariantCulture), attributes.OfType<AtLeastAttribute>().SingleOrDefault()?.Least);
            }
            else if (item.Namespace == type.Namespace && !item.IsEnum)
            {
                foreach (var below in Numbers(item, at))
                {
                    yield return below;
                }
            }
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Objects(p.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };
}
