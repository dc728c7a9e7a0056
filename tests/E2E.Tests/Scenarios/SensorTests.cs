using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Debian's Suricata as a DaemonSet without host networking: examples/pods/sensor and the unchanged commands of docs/pods.md.</summary>
[Collection(ClusterTests.Name)]
public sealed class SensorTests(ITestOutputHelper output)
{
    private const string Namespace = "sensor";
    private const string Mirror = "audited-pods";
    private const int Request = 9000001;
    private const int Answer = 9000002;
    private const int Port = 8080;

    [KernelFact]
    public void Each_nodes_sensor_sees_the_conversations_of_its_nodes_pods_and_no_others()
    {
        var step = new Steps(output);
        var steps = new Page("docs/pods.md").Blocks("sh").Single(block => block.Contains("examples/pods/sensor", StringComparison.Ordinal));
        using var control = TestNetNs.Open($"{Script.ClusterName}-control");
        using var pods = new TalkingPods();
        using var example = new SuricataExample("examples/pods/sensor");
        using var server = control.Run(() => new TcpListener(IPAddress.Parse(pods.Outside), Port));
        server.Start();
        _ = ServeAsync(server);
        try
        {
            pods.Deploy("audited", 6);
            pods.Deploy("unaudited", 3);
            pods.Scale("audited", 6);
            pods.Scale("unaudited", 3);
            _ = Kubectl.Run("label", "pods", "-n", pods.Namespace, "-l", "app=audited", "audited=true");
            step.Done("pods talk");
            _ = example.Shell(steps);
            step.Done("sensors run");
            var mirror = Kubectl.Until(Mirror, m => AppliedMirror.Programmed(m) && m.Status!.Pods is { Selected: 6, Mirrored: 6 }, "all are mirrored");
            Assert.All(Kubectl.NodeMirror("node-1")!.Status!.Sessions.Single(s => s.Mirror == Mirror).Pods!, pod => Assert.Equal(ProgrammedState.Programmed, pod.State));
            step.Done($"mirrored on {mirror.Status!.Nodes.Programmed} nodes");

            var asked = new Dictionary<string, List<string>>();
            foreach (var (name, node) in Pods(pods, "audited").Concat(Pods(pods, "unaudited")))
            {
                Ask(pods, name);
                if (name.StartsWith("audited", StringComparison.Ordinal))
                {
                    asked.TryAdd(node, []);
                    asked[node].Add($"/secret?{name}");
                }
            }
            foreach (var (node, urls) in asked)
            {
                Eventually.True(() => Alerts(node).Count >= 2 * urls.Count, $"the alerts on {node}");
            }
            foreach (var node in ClusterFixture.Nodes.Select(n => n.Name))
            {
                var alerts = Alerts(node).ToLookup(alert => (int)alert["alert"]!["signature_id"]!);
                var urls = asked.GetValueOrDefault(node, []).Order(StringComparer.Ordinal);
                Assert.Equal(urls, alerts[Request].Select(alert => (string)alert["http"]!["url"]!).Order(StringComparer.Ordinal));
                Assert.Equal(urls, alerts[Answer].Select(alert => (string)alert["http"]!["url"]!).Order(StringComparer.Ordinal));
            }
            step.Done("alerts");

            // A node whose sensor is gone waits for it; the others continue.
            _ = Kubectl.Run("patch", "ds", "suricata-sensor", "-n", Namespace, "-p", """{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node-1"}}}}}""");
            var waiting = Kubectl.Until(Mirror, m => m.Status?.Nodes.Programmed == 1 && m.Status.Conditions.Any(c => c is { Type: ConditionTypes.Ready, Status: ConditionStatus.False, Reason: Reasons.NoPods }), "the others wait");
            output.WriteLine(waiting.Status!.Conditions.Single(c => c.Type == ConditionTypes.Ready).Message);
            step.Done("one sensor left");

            // The sensor's own traffic is never copied to it.
            _ = Kubectl.Run("label", "pods", "-n", Namespace, "-l", "app=suricata-sensor", "audited=true");
            Eventually.True(
                () => Kubectl.NodeMirror("node-1")!.Status!.Sessions.Single(s => s.Mirror == Mirror).Edges is { } edges
                    && edges.Any(e => e.Reason == Reasons.Loop) && edges.Any(e => e.State == ProgrammedState.Programmed),
                "the loop is refused, the rest goes on");
            step.Done("loop refused");
        }
        finally
        {
            Kubectl.Delete(Mirror);
            _ = Kubectl.Run("delete", "namespace", Namespace, "--ignore-not-found", "--wait=false");
            server.Stop();
        }
    }

    private static IEnumerable<(string Name, string Node)> Pods(TalkingPods pods, string app) =>
        Kubectl.Run("get", "pods", "-n", pods.Namespace, "-l", $"app={app}", "-o", "jsonpath={range .items[*]}{.metadata.name} {.spec.nodeName}{'\\n'}{end}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(words => (words[0], words[1]));

    private static void Ask(TalkingPods pods, string pod)
    {
        var request = $"exec 3<>/dev/tcp/{pods.Outside}/{Port}; printf 'GET /secret?{pod} HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n' >&3; while read -r line <&3; do echo \"$line\"; done";
        Assert.Contains("LEAKED-MARKER", Kubectl.Run("exec", "-n", pods.Namespace, pod, "--", "bash", "-c", request), StringComparison.Ordinal);
    }

    private static List<JsonNode> Alerts(string node)
    {
        var pod = Kubectl.Run("get", "pods", "-n", Namespace, "-l", "app=suricata-sensor", "--field-selector", $"spec.nodeName={node}", "-o", "jsonpath={.items[0].metadata.name}");
        return [.. Kubectl.Run("logs", "-n", Namespace, pod).Split('\n').Where(line => line.Contains("\"event_type\":\"alert\"", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!)];
    }

    private static async Task ServeAsync(TcpListener server)
    {
        var answer = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nLEAKED-MARKER\n"u8.ToArray();
        try
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var read = new StringBuilder();
                var buffer = new byte[1024];
                while (!read.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var length)
                {
                    _ = read.Append(Encoding.ASCII.GetString(buffer, 0, length));
                }
                await stream.WriteAsync(answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test has ended.
        }
    }
}
