using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using Xunit;

namespace K8sMirror.E2E.Measurements;

/// <summary>
/// Measures the time from a pod's address in its status, from its phase Running, from its NIC's appearance and from the NodeMirror that names it, to the
/// first copy at the tool, for a hundred pods on three nodes. Run by <c>bench/pod-latency.sh</c>; asserts nothing about time.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class PodLatency(ITestOutputHelper output)
{
    private const int Rounds = 10;
    private const int Batch = 10;

    [Fact(Explicit = true)]
    public void From_a_pods_address_to_its_first_copy()
    {
        using var pods = new TalkingPods(promptly: true);
        pods.Deploy("talker", 0, everyMs: 5);
        Kubectl.Apply("""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: pod-latency}
            spec:
              sources: [{podSelector: {matchLabels: {app: talker}}, direction: Both}]
              targets: [{name: tool, interface: eth3}]
            """);
        var addressed = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var running = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        using var watch = Script.Start(
            "kubectl", "get", "pods", "-n", pods.Namespace, "-w", "-o", "jsonpath={.metadata.name} {.status.phase} {.status.podIP}{'\\n'}");
        watch.OutputDataReceived += (_, line) =>
        {
            var now = DateTimeOffset.UtcNow;
            var words = (line.Data ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 3)
            {
                _ = addressed.TryAdd(words[0], now);
            }
            if (words.Length >= 2 && words[1] == "Running")
            {
                _ = running.TryAdd(words[0], now);
            }
        };
        watch.BeginOutputReadLine();
        var told = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        using var specs = Script.Start(
            "kubectl", "get", "nodemirrors", "-w", "-o", "jsonpath={.spec.sessions[?(@.mirrorRef.name=='pod-latency')].pods[*].name}{'\\n'}");
        specs.OutputDataReceived += (_, line) =>
        {
            var now = DateTimeOffset.UtcNow;
            foreach (var name in (line.Data ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                _ = told.TryAdd(name, now);
            }
        };
        specs.BeginOutputReadLine();
        var appeared = new ConcurrentDictionary<(string Node, string Nic), DateTimeOffset>();
        var monitors = ClusterFixture.Nodes.Select(node => Monitor(node, appeared)).ToList();
        var (fromAddress, fromRunning, fromNic, fromSpec) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                pods.Scale("talker", Batch);
                var names = pods.Names("talker");
                K8sMirror.Testing.Eventually.True(() => names.All(name => pods.FirstCopied(name) > 0), "copies of each");
                var nics = ClusterFixture.Nodes.SelectMany(node => (Kubectl.NodeMirror(node.Name)!.Status!.Sessions.FirstOrDefault(s => s.Mirror == "pod-latency")?.Pods ?? [])
                    .Select(pod => (pod.Name, Nic: (node.Name, pod.Interfaces?[0] ?? "")))).ToDictionary(p => p.Item1, p => p.Nic, StringComparer.Ordinal);
                foreach (var name in names)
                {
                    var first = pods.Tools.Select(tool => tool.Of(name)).First(copies => !copies.Sent.IsEmpty).FirstAt;
                    fromAddress.Add((first - addressed[name]).TotalMilliseconds);
                    fromRunning.Add((first - running[name]).TotalMilliseconds);
                    if (told.TryGetValue(name, out var spec))
                    {
                        fromSpec.Add((first - spec).TotalMilliseconds);
                        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"round {round} {name}: address to NodeMirror {(spec - addressed[name]).TotalMilliseconds:F0} ms, to the first copy {(first - addressed[name]).TotalMilliseconds:F0} ms"));
                    }
                    if (nics.TryGetValue(name, out var nic) && appeared.TryGetValue(nic, out var seen))
                    {
                        fromNic.Add((first - seen).TotalMilliseconds);
                    }
                }
                // An interrupted run also has results.
                Write(fromAddress, fromRunning, fromNic, fromSpec);
                pods.Scale("talker", 0);
            }
        }
        finally
        {
            Kubectl.Delete("pod-latency");
            foreach (var process in monitors.Append(watch).Append(specs))
            {
                process.Kill(entireProcessTree: true);
                process.Dispose();
            }
        }
    }

    private void Write(List<double> fromAddress, List<double> fromRunning, List<double> fromNic, List<double> fromSpec)
    {
        var result = new Dictionary<string, object>
        {
            ["pods"] = fromAddress.Count,
            ["from_address_in_status_ms"] = Summary(fromAddress),
            ["from_phase_running_ms"] = Summary(fromRunning),
            ["from_nic_appearance_ms"] = Summary(fromNic),
            ["from_node_mirror_ms"] = Summary(fromSpec),
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

    private static Process Monitor(TestNode node, ConcurrentDictionary<(string, string), DateTimeOffset> appeared)
    {
        var monitor = Script.Start("in", node.Name, "ip", "-o", "monitor", "link");
        monitor.OutputDataReceived += (_, line) =>
        {
            // 12: veth1b2c3d4@if2: <BROADCAST,…
            if ((line.Data ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var nic, ..])
            {
                _ = appeared.TryAdd((node.Name, nic.TrimEnd(':').Split('@')[0]), DateTimeOffset.UtcNow);
            }
        };
        monitor.BeginOutputReadLine();
        return monitor;
    }

    private static Dictionary<string, double> Summary(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? [] : new()
        {
            ["median"] = Math.Round(values[values.Count / 2], 1),
            ["p99"] = Math.Round(values[(int)Math.Ceiling(values.Count * 0.99) - 1], 1),
            ["least"] = Math.Round(values[0], 1),
            ["most"] = Math.Round(values[^1], 1),
        };
    }
}
