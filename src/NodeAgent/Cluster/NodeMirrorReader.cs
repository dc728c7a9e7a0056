using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using K8sMirror.Cluster.Direct;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// Reads NodeMirrors. A spec with a field that this version does not know is refused: the field may mean to copy less, and ignoring it would
/// copy too much. Where only filter, sampling, slicing, rate limit, label or distribution of a session cannot be read, only that session is refused. The status is
/// overwritten anyway, so an unreadable one counts as none.
/// </summary>
internal static class NodeMirrorReader
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="JsonException">It cannot be read; the message says where.</exception>
    public static ObservedNodeMirror Read(JsonElement item)
    {
        var metadata = ObjectHead.Of(item);
        var (spec, rejected) = item.TryGetProperty("spec", out var s) ? Spec(s) : (null, []);
        return new(metadata.Uid ?? "", metadata.ResourceVersion ?? "", metadata.Generation, spec ?? new(), SpecWrittenAt.Read(metadata), Status(item))
        {
            Rejected = rejected,
        };
    }

    private static (NodeMirrorSpec?, IReadOnlyList<SessionStatus>) Spec(JsonElement spec)
    {
        try
        {
            var read = Deserialize(spec, ApiJsonContext.Default.NodeMirrorSpec);
            RefuseNameless(read?.Sessions.Select(s => s.Mirror) ?? []);
            return (read, []);
        }
        catch (JsonException) when (spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("sessions", out var s) && s.ValueKind == JsonValueKind.Array)
        {
            return WithoutUnreadable(spec, s);
        }
    }

    /// <summary>The spec without the sessions whose selection or treatment cannot be read; other errors are rethrown.</summary>
    private static (NodeMirrorSpec?, IReadOnlyList<SessionStatus>) WithoutUnreadable(JsonElement spec, JsonElement sessions)
    {
        var rejected = new List<SessionStatus>();
        var kept = new JsonArray();
        foreach (var element in sessions.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"sessions[{kept.Count + rejected.Count}]");
                throw new JsonException($"{path} is no session; remove it", "$." + path, null, null);
            }
            var session = LenientJson.Object(element);
            if (Problem(element) is { } problem)
            {
                foreach (var field in (string[])["filter", "sampling", "snapLength", "rateLimit", "sourceTag", "distribution"])
                {
                    session.Remove(field);
                }
                rejected.Add(SelectionGate.Reject(session.Deserialize(ApiJsonContext.Default.MirrorSession)!, Reasons.Invalid, problem));
            }
            else
            {
                kept.Add((JsonNode)session);
            }
        }
        var rest = LenientJson.Object(spec);
        rest["sessions"] = kept;
        using var readable = JsonDocument.Parse(rest.ToJsonString());
        var read = Deserialize(readable.RootElement, ApiJsonContext.Default.NodeMirrorSpec)!;
        RefuseNameless(read.Sessions.Select(s => s.Mirror).Concat(rejected.Select(r => r.Mirror)));
        return (read, rejected);
    }

    private static string? Problem(JsonElement session) =>
        Problem(session, "filter", ApiJsonContext.Default.MirrorFilter)
        ?? Problem(session, "sampling", ApiJsonContext.Default.MirrorSampling)
        ?? Problem(session, "snapLength", ApiJsonContext.Default.Int32)
        ?? Problem(session, "rateLimit", ApiJsonContext.Default.MirrorRateLimit)
        ?? Problem(session, "sourceTag", ApiJsonContext.Default.SourceTag)
        ?? Problem(session, "distribution", ApiJsonContext.Default.MirrorDistribution);

    private static string? Problem<T>(JsonElement session, string field, JsonTypeInfo<T> type)
    {
        try
        {
            if (session.TryGetProperty(field, out var value))
            {
                Deserialize(value, type);
            }
            return null;
        }
        catch (JsonException e)
        {
            return $"spec.{field}{e.Path?.TrimStart('$')}: this version of the agent cannot read it; upgrade the agent, or correct the value";
        }
    }

    /// <summary>A server prunes the field with the name if its CRD does not have it; mirrors could then not be distinguished.</summary>
    /// <exception cref="JsonException">A session has no name.</exception>
    public static void RefuseNameless(IEnumerable<string> mirrors)
    {
        if (mirrors.Any(name => name.Length == 0))
        {
            throw new JsonException("a session has no mirrorRef.name; are the CRDs those of another version?");
        }
    }

    private static T? Deserialize<T>(JsonElement element, JsonTypeInfo<T> type)
    {
        NullItems.Refuse(element);
        return element.Deserialize(type);
    }

    private static NodeMirrorStatus? Status(JsonElement item)
    {
        try
        {
            return item.TryGetProperty("status", out var status) ? Deserialize(status, ApiJsonContext.Default.NodeMirrorStatus) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
