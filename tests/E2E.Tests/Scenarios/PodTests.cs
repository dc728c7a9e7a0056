using System.Diagnostics;
using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Pods that come, go and move, under traffic: the tools get what these pods sent and received, and nothing of others.</summary>
[Collection(ClusterTests.Name)]
public sealed class PodTests(ITestOutputHelper output)
{
    private const string Mirror = "talkers";
    private const string App = "talker";
    private const string Others = "other";
    private const int Most = 12;

    [KernelFact]
    public void A_deployments_pods_are_copied_from_start_to_end_and_nothing_of_other_pods()
    {
        var step = new Steps(output);
        using var pods = new TalkingPods();
        try
        {
            pods.Deploy(Others, 3);
            pods.Deploy(App, 0);
            Kubectl.Apply(Manifest(pods, "eth3"));
            _ = Kubectl.Until(Mirror, m => Is(m, ConditionTypes.Ready, ConditionStatus.False, Reasons.NoPods), "no pod yet");
            Assert.Empty(Sessions());
            step.Done("no pod yet");

            pods.Scale(App, Most);
            var mirror = Kubectl.Until(Mirror, m => m.Status?.Pods is { Selected: Most, Mirrored: Most, Waiting: 0, Failed: 0 } && AppliedMirror.Programmed(m), "all are mirrored");
            Assert.Equal(3, mirror.Status!.Nodes.Desired);
            step.Done($"{Most} pods");
            Eventually.True(() => pods.Names(App).All(pod => pods.FirstCopied(pod) > 0), "copies of each");

            SeenInside(pods, pods.Names(App)[0]);
            step.Done("what one pod received, byte for byte");

            _ = Kubectl.Run("rollout", "restart", "-n", pods.Namespace, $"deploy/{App}");
            _ = Kubectl.Run("rollout", "status", "-n", pods.Namespace, $"deploy/{App}", "--timeout=300s");
            pods.UntilOnly(App, Most);
            Eventually.True(() => pods.Names(App).All(pod => pods.FirstCopied(pod) > 0), "copies of each new one");
            step.Done("rollout");

            CutOff(ClusterFixture.Nodes[2], pods);
            step.Done("a node was cut off and came back");

            pods.EndByForce();
            _ = Kubectl.Run("delete", "pods", "-n", pods.Namespace, "-l", $"app={App}", "--grace-period=0", "--force", "--wait=false");
            _ = Kubectl.Run("rollout", "status", "-n", pods.Namespace, $"deploy/{App}", "--timeout=300s");
            Eventually.True(() => pods.Names(App) is { Count: Most } now && now.All(pod => pods.FirstCopied(pod) > 0), "copies of each after the deletion", TimeSpan.FromSeconds(120));
            step.Done("all deleted by force, and replaced");

            _ = Kubectl.Run("scale", "-n", pods.Namespace, $"deploy/{App}", "--replicas=0");
            pods.UntilOnly(App, 0);
            _ = Kubectl.Until(Mirror, m => Is(m, ConditionTypes.Ready, ConditionStatus.False, Reasons.NoPods) && m.Status!.Pods is { Selected: 0, Mirrored: 0, Waiting: 0 }, "no pod any more");
            Eventually.True(() => Sessions().Count == 0, "the nodes have nothing to do");
            step.Done("no pod any more");

            pods.Settle();
            var talkers = pods.Heard.Where(pod => pod.StartsWith($"{App}-", StringComparison.Ordinal)).ToList();
            Assert.True(talkers.Count >= 3 * Most, $"only {talkers.Count} pods");
            Assert.All(talkers, pods.EveryDatagramCameOnce);
            Assert.Contains(pods.Heard, pod => pod.StartsWith($"{Others}-", StringComparison.Ordinal));
            Assert.All(pods.Tools.SelectMany(tool => tool.Pods), pod => Assert.StartsWith($"{App}-", pod, StringComparison.Ordinal));
            output.WriteLine($"{talkers.Count} pods; first number copied: median {talkers.Select(pods.FirstCopied).Order().ElementAt(talkers.Count / 2)}, last {talkers.Max(pods.FirstCopied)} (one each 20 ms)");
        }
        finally
        {
            Kubectl.Delete(Mirror);
        }
    }

    [KernelFact]
    public void Pods_behind_a_bridge_are_copied_each_from_its_own_port()
    {
        var node = ClusterFixture.Nodes[2];
        using var bridged = new BridgedPods(node);
        using var pods = new TalkingPods();
        try
        {
            pods.Deploy(Others, 2, node: node.Name);
            pods.Deploy(App, 4, node: node.Name);
            pods.Scale(Others, 2);
            pods.Scale(App, 4);
            Assert.Contains("bridge", node.Exec("ip", "-d", "link", "show", BridgedPods.Bridge), StringComparison.Ordinal);
            Kubectl.Apply(Manifest(pods, "eth3"));
            _ = Kubectl.Until(Mirror, m => m.Status?.Pods is { Selected: 4, Mirrored: 4 }, "all are mirrored");
            var names = pods.Names(App);
            Eventually.True(() => names.All(pod => pods.FirstCopied(pod) > 0), "copies of each");
            pods.Scale(App, 0);
            // Before the node's previous CNI plugin is restored.
            pods.Scale(Others, 0);

            pods.Settle();
            Assert.All(names, pods.EveryDatagramCameOnce);
            Assert.Equal(names.Order(StringComparer.Ordinal), pods.Tools.SelectMany(tool => tool.Pods).Order(StringComparer.Ordinal));
        }
        finally
        {
            Kubectl.Delete(Mirror);
        }
    }

    private static string Manifest(TalkingPods pods, string target) => $$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: {{Mirror}}}
        spec:
          sources:
          - podSelector: {matchLabels: {app: "{{App}}" } }
            namespaceSelector: {matchLabels: {team: "{{pods.Namespace}}" } }
            direction: Both
          targets: [{name: tool, interface: {{target}}}]
        """;

    private static bool Is(TrafficMirror mirror, string type, ConditionStatus status, string reason) =>
        mirror.Status?.Conditions.Any(c => c.Type == type && c.Status == status && c.Reason == reason) == true;

    private static List<MirrorSession> Sessions() =>
        [.. ClusterFixture.Nodes.SelectMany(node => Kubectl.NodeMirror(node.Name)!.Spec.Sessions.Where(session => session.Mirror == Mirror))];

    /// <summary>Compares a capture in the pod's own network namespace with the copies of what it received: they are the same frames.</summary>
    private static void SeenInside(TalkingPods pods, string pod)
    {
        var process = Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .First(id => id > 0 && IsOf(id, pod));
        var name = $"k8sm-e2e-pod-{process}";
        _ = Command.Run("ip", ["netns", "attach", name, $"{process}"]);
        try
        {
            using var inside = TestNetNs.Open(name);
            var tool = pods.Tools.Single(t => !t.Of(pod).Sent.IsEmpty);
            var before = tool.Of(pod).Answers.Keys.Max();
            using var capture = new FrameCapture(inside, "eth0", null, 16 << 20, 2);
            Eventually.True(() => tool.Of(pod).Answers.Keys.Max() > before + 100, "a hundred answers more");
            var seen = capture.Settle().Where(f => IsAnswer(f.Bytes)).ToList();
            Assert.Equal(0, capture.Drops);
            Eventually.True(() => tool.Of(pod).Answers.ContainsKey(NumberOf(seen[^1].Bytes)), "the last one");
            Assert.True(seen.Count > 50, $"{seen.Count} frames");
            var copies = tool.Of(pod).Received.ToLookup(NumberOf);
            Assert.All(seen, frame =>
            {
                var copy = Assert.Single(copies[NumberOf(frame.Bytes)]);
                Assert.Null(FrameChecksums.Fault(copy));
                Assert.Equal(WithoutUdpChecksum(frame.Bytes), WithoutUdpChecksum(copy));
            });
        }
        finally
        {
            _ = Command.Try("ip", "netns", "delete", name);
        }

        static bool IsAnswer(byte[] frame) => Talk.Parse(System.Text.Encoding.ASCII.GetString(frame)) is not null;
        // Between a pod and its node it is not filled in; in copies it is.
        static byte[] WithoutUdpChecksum(byte[] frame)
        {
            var at = FrameView.TryParse(frame)!.TransportOffset + 6;
            return [.. frame[..at], 0, 0, .. frame[(at + 2)..]];
        }
        static int NumberOf(byte[] frame) => Talk.Parse(System.Text.Encoding.ASCII.GetString(frame))!.Number;
    }

    private static bool IsOf(int process, string pod)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim() == "bash" && File.ReadAllText($"/proc/{process}/environ").Split('\0').Contains($"HOSTNAME={pod}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended meanwhile.
        }
    }

    /// <summary>Disconnects the node for some seconds, shorter than its neighbours' timeout; its pods continue to talk.</summary>
    private static void CutOff(TestNode node, TalkingPods pods)
    {
        var there = Kubectl.Run("get", "pods", "-n", pods.Namespace, "-l", $"app={App}", "--field-selector", $"spec.nodeName={node.Name}", "-o", "jsonpath={.items[*].metadata.name}")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(there);
        using var control = TestNetNs.Open($"{Script.ClusterName}-control");
        _ = control.Ip($"link set {node.Name} nomaster");
        Thread.Sleep(TimeSpan.FromSeconds(6));
        _ = control.Ip($"link set {node.Name} master br0");
        var heard = there.Select(pods.HeardOf).ToList();
        Eventually.True(() => there.Zip(heard).All(pod => pods.HeardOf(pod.First) > pod.Second), "each of its pods is heard again");
        _ = Kubectl.Run("wait", "--for=condition=Ready", $"node/{node.Name}", "--timeout=120s");
    }
}
