using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The API server's record of the operator's writes.</summary>
internal static class AuditLog
{
    /// <summary>Replicas in the order in which they wrote our objects; one entry for each change of writer.</summary>
    public static IReadOnlyList<string> Writers(ApiServer server, long from)
    {
        var writers = new List<string>();
        foreach (var (_, agent) in Writes(server, from).OrderBy(write => write.At, StringComparer.Ordinal))
        {
            if (writers.Count == 0 || writers[^1] != agent)
            {
                writers.Add(agent);
            }
        }

        return writers;
    }

    /// <summary>Current length of the log: a test reads from here.</summary>
    public static long Position(ApiServer server) => new FileInfo(server.AuditLog).Length;

    /// <summary>Response codes of the operators' requests for one resource, in the order of the log.</summary>
    public static IReadOnlyList<(string Agent, int Code)> Answers(ApiServer server, long from, string resource, string verb) =>
        [.. Entries(server, from)
            .Where(entry => (string?)entry["objectRef"]!["resource"] == resource && (string?)entry["verb"] == verb && entry["responseStatus"] is not null)
            .Select(entry => ((string)entry["userAgent"]!, (int)entry["responseStatus"]!["code"]!))];

    /// <summary>Times of the operators' requests for one resource, in the order of the log.</summary>
    public static IReadOnlyList<DateTimeOffset> Times(ApiServer server, long from, string resource, string verb) =>
        [.. Entries(server, from)
            .Where(entry => (string?)entry["objectRef"]!["resource"] == resource && (string?)entry["verb"] == verb && entry["responseStatus"] is not null)
            .Select(entry => DateTimeOffset.Parse((string)entry["requestReceivedTimestamp"]!, CultureInfo.InvariantCulture))];

    private static IEnumerable<(string At, string Agent)> Writes(ApiServer server, long from) =>
        // Refused requests changed nothing: a stale patch contains the version that it was based on.
        Entries(server, from).Where(entry => (int?)entry["responseStatus"]?["code"] < 300)
            .Select(entry => ((string)entry["requestReceivedTimestamp"]!, (string)entry["userAgent"]!));

    private static IEnumerable<JsonNode> Entries(ApiServer server, long from)
    {
        using var stream = new FileStream(server.AuditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // The last line may be incomplete.
            var entry = line.EndsWith('}') ? JsonNode.Parse(line)! : new JsonObject();
            if ((string?)entry["objectRef"]?["apiGroup"] == "k8smirror.io" && (string?)entry["userAgent"] is { } agent
                && agent.StartsWith("k8smirror-operator/", StringComparison.Ordinal))
            {
                yield return entry;
            }
        }
    }
}
