using System.Text.Json.Nodes;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>What the API server recorded of the operator's writes.</summary>
internal static class AuditLog
{
    /// <summary>Replicas in the order in which they wrote our objects; one entry for each change of the writer.</summary>
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

    /// <summary>Present length of the log: a test looks at what comes after.</summary>
    public static long Position(ApiServer server) => new FileInfo(server.AuditLog).Length;

    private static IEnumerable<(string At, string Agent)> Writes(ApiServer server, long from)
    {
        using var stream = new FileStream(server.AuditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // The last line may be half written.
            var entry = line.EndsWith('}') ? JsonNode.Parse(line)! : new JsonObject();
            // What was refused changed nothing: a stale patch carries the version that it was decided on.
            if ((int?)entry["responseStatus"]?["code"] < 300 && (string?)entry["objectRef"]?["apiGroup"] == "k8smirror.io" && (string?)entry["userAgent"] is { } agent
                && agent.StartsWith("k8smirror-operator/", StringComparison.Ordinal))
            {
                yield return (entry["requestReceivedTimestamp"]!.GetValue<string>(), agent);
            }
        }
    }
}
