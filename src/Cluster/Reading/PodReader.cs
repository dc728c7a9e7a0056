using System.Text.Json;
using K8sMirror.Core.Planning;

namespace K8sMirror.Cluster.Reading;

/// <summary>
/// Reads <see cref="ClusterPod"/>s from Pods: the whole object is some 10 KB, and there may be 150,000. Pods of one reader share equal labels, and names of
/// namespaces and nodes. Not thread-safe.
/// </summary>
public sealed class PodReader
{
    private readonly InternPool<IReadOnlyDictionary<string, string>> labels = new(LabelReader.Of);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads; throws <see cref="JsonException"/>, <see cref="KeyNotFoundException"/> or <see cref="InvalidOperationException"/> if this is not a Pod.
    /// </summary>
    public ClusterPod Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        item.TryGetProperty("spec", out var spec);
        item.TryGetProperty("status", out var status);
        return new(
            Shared(metadata.GetProperty("namespace").GetString()!),
            metadata.GetProperty("name").GetString()!,
            LenientJson.Text(metadata, "uid"),
            Shared(LenientJson.Text(spec, "nodeName")))
        {
            Labels = metadata.TryGetProperty("labels", out var pairs) && labels.Read(pairs) is { } read ? read : ClusterPod.NoLabels,
            Addresses = Addresses(status),
            IsHostNetwork = spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("hostNetwork", out var host) && host.ValueKind == JsonValueKind.True,
            HasEnded = LenientJson.Text(status, "phase") is "Succeeded" or "Failed",
            NetworkSince = NetworkSince(status),
            Created = metadata.TryGetProperty("creationTimestamp", out var created) && created.ValueKind == JsonValueKind.String
                && created.TryGetDateTimeOffset(out var at) ? at : null,
        };
    }

    // Far fewer than pods; kept as long as the reader.
    private string Shared(string name)
    {
        if (!names.TryGetValue(name, out var known))
        {
            names[name] = known = name;
        }
        return known;
    }

    private static string[] Addresses(JsonElement status)
    {
        if (status.ValueKind == JsonValueKind.Object && status.TryGetProperty("podIPs", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
        {
            return [.. list.EnumerateArray().Select(address => LenientJson.Text(address, "ip")).Where(address => address.Length > 0)];
        }
        return LenientJson.Text(status, "podIP") is { Length: > 0 } only ? [only] : [];
    }

    private static string? NetworkSince(JsonElement status)
    {
        if (status.ValueKind == JsonValueKind.Object && status.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Array)
        {
            foreach (var condition in conditions.EnumerateArray())
            {
                if (LenientJson.Text(condition, "type") == "PodReadyToStartContainers")
                {
                    return LenientJson.Text(condition, "status") == "True" && LenientJson.Text(condition, "lastTransitionTime") is { Length: > 0 } since ? since : null;
                }
            }
        }
        return null;
    }
}
