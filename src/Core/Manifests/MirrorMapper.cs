using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>Turns one YAML document into a TrafficMirror.</summary>
internal sealed class MirrorMapper(FieldReader reader)
{
    public TrafficMirror Map(YamlMapping document)
    {
        reader.Object(document, "", "apiVersion", "kind", "metadata", "spec", "status");
        if (document.Find("spec") is null)
        {
            reader.Add(document, "spec", "is missing; write spec with sources and targets");
        }
        return new() { Metadata = MetadataMapper.Map(reader, document, "mirror"), Spec = MapSpec(document.Find("spec")) };
    }

    private TrafficMirrorSpec MapSpec(YamlValue? value)
    {
        var spec = reader.Object(
            value, "spec", "nodeSelector", "priority", "paused", "sources", "targets", "filter", "sampling", "snapLength",
            "rateLimit", "sourceTag");
        var selection = new SelectionMapper(reader);
        return new()
        {
            NodeSelector = MapSelector(spec?.Find("nodeSelector")),
            Priority = reader.Integer(spec, "spec", "priority") ?? TrafficMirrorSpec.DefaultPriority,
            Paused = reader.Boolean(spec, "spec", "paused") ?? false,
            Sources = [.. reader.List(spec, "spec", "sources").Select((item, at) => MapSource(item, $"spec.sources[{at}]"))],
            Targets = [.. reader.List(spec, "spec", "targets").Select((item, at) => MapTarget(item, $"spec.targets[{at}]"))],
            Filter = selection.MapFilter(spec),
            Sampling = selection.MapSampling(spec),
            SnapLength = reader.Integer(spec, "spec", "snapLength") ?? 0,
            RateLimit = selection.MapRateLimit(spec),
            SourceTag = selection.MapSourceTag(spec),
        };
    }

    private MirrorSource MapSource(YamlValue item, string path)
    {
        var source = reader.Object(item, path, "interface", "direction");
        return new() { Interface = Required(source, path, "interface"), Direction = MapDirection(source, path) };
    }

    private MirrorTarget MapTarget(YamlValue item, string path)
    {
        var target = reader.Object(item, path, "name", "interface", "segmentation", "deduplicate");
        return new()
        {
            Name = Required(target, path, "name"),
            Interface = Required(target, path, "interface"),
            Segmentation = MapSegmentation(target, path),
            Deduplicate = MapDeduplicate(target, $"{path}.deduplicate"),
        };
    }

    private TargetDeduplication? MapDeduplicate(YamlMapping? target, string path)
    {
        var deduplicate = reader.Object(target?.Find("deduplicate"), path, "window");
        return deduplicate is null ? null : new() { Window = Required(deduplicate, path, "window") };
    }

    private MirrorDirection MapDirection(YamlMapping? source, string path)
    {
        switch (reader.String(source, path, "direction"))
        {
            case null or nameof(MirrorDirection.Both):
                return MirrorDirection.Both;
            case nameof(MirrorDirection.Ingress):
                return MirrorDirection.Ingress;
            case nameof(MirrorDirection.Egress):
                return MirrorDirection.Egress;
            case var other:
                reader.Add(source!.Find("direction")!, $"{path}.direction", $"{Quoting.Quote(other)} is unknown; write Ingress, Egress or Both");
                return MirrorDirection.Both;
        }
    }

    private TargetSegmentation MapSegmentation(YamlMapping? target, string path)
    {
        switch (reader.String(target, path, "segmentation"))
        {
            case null or nameof(TargetSegmentation.Auto):
                return TargetSegmentation.Auto;
            case nameof(TargetSegmentation.Node):
                return TargetSegmentation.Node;
            case nameof(TargetSegmentation.Device):
                return TargetSegmentation.Device;
            case var other:
                reader.Add(target!.Find("segmentation")!, $"{path}.segmentation", $"{Quoting.Quote(other)} is unknown; write Auto, Node or Device");
                return TargetSegmentation.Auto;
        }
    }

    private LabelSelector? MapSelector(YamlValue? value)
    {
        const string Path = "spec.nodeSelector";
        var selector = reader.Object(value, Path, "matchLabels", "matchExpressions");
        return selector is null ? null : new()
        {
            MatchLabels = reader.Strings(selector, Path, "matchLabels"),
            MatchExpressions = selector.Find("matchExpressions") is null ? null
                : [.. reader.List(selector, Path, "matchExpressions").Select((item, at) => MapRequirement(item, $"{Path}.matchExpressions[{at}]"))],
        };
    }

    private LabelSelectorRequirement MapRequirement(YamlValue item, string path)
    {
        var requirement = reader.Object(item, path, "key", "operator", "values");
        return new()
        {
            Key = Required(requirement, path, "key"),
            Operator = Required(requirement, path, "operator"),
            Values = requirement?.Find("values") is null ? null
                : [.. reader.List(requirement, path, "values").Select((value, at) => MapString(value, $"{path}.values[{at}]"))],
        };
    }

    private string MapString(YamlValue value, string path)
    {
        if (value is YamlScalar { Kind: YamlScalarKind.String } scalar)
        {
            return scalar.Text;
        }
        reader.Add(value, path, $"must be a string, not {value.Noun}; put it in quotes");
        return "";
    }

    private string Required(YamlMapping? parent, string path, string field)
    {
        reader.Require(parent, path, field);
        return reader.String(parent, path, field) ?? "";
    }
}
