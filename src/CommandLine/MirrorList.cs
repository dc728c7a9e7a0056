using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;

namespace K8sMirror.CommandLine;

/// <summary>Several TrafficMirrors as one Kubernetes object.</summary>
public sealed record MirrorList(string ApiVersion, string Kind, IReadOnlyList<TrafficMirror> Items)
{
    /// <summary>Mirrors to apply: a JSON list, or YAML documents for any other format.</summary>
    public static string Text(IReadOnlyList<TrafficMirror> mirrors, OutputFormat format) => format == OutputFormat.Json
        ? JsonText.From(JsonSerializer.SerializeToElement(new("v1", "List", mirrors), MirrorListJsonContext.Default.MirrorList))
        : ManifestWriter.Write(mirrors);
}
