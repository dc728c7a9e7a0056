using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sMirror.E2E.Cluster;

/// <summary>Write requests, as the API server itself counts them since it started.</summary>
internal sealed class ApiWrites
{
    private static readonly string[] Changing = ["PATCH", "PUT", "APPLY", "POST", "DELETE", "DELETECOLLECTION"];
    private readonly Dictionary<string, long> counts;

    private ApiWrites(Dictionary<string, long> counts) => this.counts = counts;

    /// <summary>Reads <c>apiserver_request_total</c>.</summary>
    public static ApiWrites Read() => new(Kubectl.Run("get", "--raw", "/metrics").Split('\n')
        .Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal))
        .Select(line => (Key: $"{Label(line, "verb")} {Label(line, "group")}/{Label(line, "resource")}/{Label(line, "subresource")}".TrimEnd('/'), Line: line))
        .Where(series => Changing.Contains(series.Key.Split(' ')[0]))
        .GroupBy(series => series.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(series => (long)double.Parse(series.Line[(series.Line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))));

    /// <summary>The increase since then.</summary>
    public ApiWrites Since(ApiWrites before) => new(counts
        .Select(count => (count.Key, Value: count.Value - before.counts.GetValueOrDefault(count.Key)))
        .Where(count => count.Value != 0)
        .ToDictionary(count => count.Key, count => count.Value));

    /// <summary>Those for our kinds; empty if none.</summary>
    public string OfOurKinds() => new ApiWrites(counts.Where(count => count.Key.Contains("k8smirror.io", StringComparison.Ordinal)).ToDictionary()).ToString();

    /// <summary>Every event of a mirror with its version. Kubelets also write events, and the API server's counters do not show who did.</summary>
    public static string EventsOfMirrors() => Kubectl.Run("get", "events", "-n", "default", "--field-selector", "involvedObject.kind=TrafficMirror",
        "-o", "jsonpath={range .items[*]}{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}");

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', counts.Select(count => $"{count.Key} {count.Value}").Order(StringComparer.Ordinal));

    private static string Label(string line, string name) => Regex.Match(line, $"[{{,]{name}=\"([^\"]*)\"").Groups[1].Value;
}
