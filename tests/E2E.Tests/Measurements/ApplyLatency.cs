using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Measurements;

/// <summary>
/// Measures the time from <c>kubectl apply</c> to the first copy at the tool of the last of three nodes. Run by
/// <c>bench/apply-latency.sh</c>; asserts nothing about time.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class ApplyLatency(ITestOutputHelper output)
{
    private const int Rounds = 50;

    [Fact(Explicit = true)]
    public void From_kubectl_apply_to_the_first_copy_on_three_nodes()
    {
        using var traffic = new ClusterTraffic(promptly: true);
        using var folder = new TempDir();
        var manifest = folder.At("mirror.yaml");
        File.WriteAllText(manifest, AppliedMirror.Manifest("latency"));
        var fromStart = new List<double>();
        var fromExit = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = Kubectl.Run("apply", "-f", manifest);
            var exit = Stopwatch.GetTimestamp();
            var last = traffic.Nodes.Max(node => node.FirstCopyAfter(start));
            fromStart.Add(Stopwatch.GetElapsedTime(start, last).TotalMilliseconds);
            fromExit.Add(Stopwatch.GetElapsedTime(exit, last).TotalMilliseconds);
            Kubectl.Delete("latency");
            Assert.All(traffic.Nodes, node => node.IsSilent());
        }

        var result = new Dictionary<string, object>
        {
            ["rounds"] = Rounds,
            ["nodes"] = ClusterFixture.Nodes.Count,
            ["from_start_of_kubectl_ms"] = Summary(fromStart),
            ["from_end_of_kubectl_ms"] = Summary(fromExit),
            ["kernel"] = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        var text = JsonSerializer.Serialize(result, JsonSerializerOptions.Web);
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("K8SMIRROR_RESULT") is { Length: > 0 } file)
        {
            File.WriteAllText(file, text + "\n");
        }
    }

    private static Dictionary<string, double> Summary(List<double> values)
    {
        values.Sort();
        return new()
        {
            ["median"] = Math.Round(values[values.Count / 2], 1),
            ["p90"] = Math.Round(values[(int)Math.Ceiling(values.Count * 0.9) - 1], 1),
            // Of 50 values the 99th percentile is the largest.
            ["p99"] = Math.Round(values[(int)Math.Ceiling(values.Count * 0.99) - 1], 1),
            ["least"] = Math.Round(values[0], 1),
        };
    }
}
