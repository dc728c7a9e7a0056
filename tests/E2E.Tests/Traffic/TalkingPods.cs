using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Traffic;

/// <summary>
/// Pods that constantly send numbered datagrams, a responder outside the cluster that answers each of them, and the tools behind eth3 of every node that
/// count the copies. The responder knows what left the pods, and each node's uplink NIC shows which answers arrived, so a missing copy is detected even
/// if its pod is gone.
/// </summary>
internal sealed class TalkingPods : IDisposable
{
    /// <summary>UDP port of the responder.</summary>
    public const int Port = 4747;

    private const string Image = "k8smirror.test/talker:1";
    private readonly TempDir folder = new();
    private readonly TestNetNs control = TestNetNs.Open($"{Script.ClusterName}-control");
    private readonly UdpClient answerer;
    private readonly Thread thread;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, int>> heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> ends = new(StringComparer.Ordinal);
    private readonly List<TalkCount> tools;
    private readonly List<TalkCount> uplinks;
    private volatile bool stop;

    /// <summary>Creates the namespace and the image; no pod runs yet.</summary>
    public TalkingPods(bool promptly = false)
    {
        var archive = folder.At("talker.tar");
        _ = Command.Run(Repository.At("scripts/program-image"), [Image, archive, "/usr/bin/bash"]);
        _ = Script.Run("load", archive);
        Kubectl.Apply($"{{apiVersion: v1, kind: Namespace, metadata: {{name: {Namespace}, labels: {{team: {Namespace}}}}}}}");
        Outside = ClusterAddresses.Outside;
        answerer = control.Run(() => new UdpClient(new IPEndPoint(IPAddress.Parse(Outside), Port)));
        answerer.Client.ReceiveBufferSize = 8 << 20;
        thread = new Thread(Answer) { IsBackground = true, Name = "answers pods" };
        thread.Start();
        tools = [.. ClusterFixture.Nodes.Select(node => new TalkCount(node.Behind("eth3"), "eth3", promptly))];
        uplinks = [.. ClusterFixture.Nodes.Select(node => new TalkCount(node.Open(), "mgmt0"))];
    }

    /// <summary>Namespace of the pods, which its label <c>team</c> names, too. One of its own: the previous test's ends for half a minute.</summary>
    public string Namespace { get; } = $"e2e-pods-{Guid.NewGuid().ToString("n")[..8]}";

    /// <summary>Address of the responder.</summary>
    public string Outside { get; }

    /// <summary>The tools, one for each node, in the order of <see cref="ClusterFixture.Nodes"/>.</summary>
    public IReadOnlyList<TalkCount> Tools => tools;

    /// <summary>Pods whose datagrams reached the responder.</summary>
    public IEnumerable<string> Heard => heard.Keys;

    /// <summary>How many datagrams of a pod reached the responder.</summary>
    public int HeardOf(string pod) => heard.TryGetValue(pod, out var numbers) ? numbers.Count : 0;

    /// <summary>
    /// Pods that are force-deleted now no longer exist for Kubernetes, although their containers run on for a while, on an unreachable node for a long time:
    /// only their datagrams until now must have been copied.
    /// </summary>
    public void EndByForce()
    {
        foreach (var (pod, numbers) in heard)
        {
            ends[pod] = numbers.Keys.Max();
        }
    }

    /// <summary>Applies a Deployment of pods that talk.</summary>
    public void Deploy(string name, int replicas, int everyMs = 20, string? node = null) => Kubectl.Apply($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}, namespace: {{Namespace}}}
        spec:
          replicas: {{replicas}}
          selector: {matchLabels: {app: "{{name}}" } }
          strategy: {rollingUpdate: {maxSurge: 100%, maxUnavailable: 0} }
          template:
            metadata: {labels: {app: "{{name}}" } }
            spec:
              {{(node is null ? "" : $"nodeSelector: {{kubernetes.io/hostname: {node}}}")}}
              automountServiceAccountToken: false
              enableServiceLinks: false
              terminationGracePeriodSeconds: 1
              containers:
              - name: talker
                image: {{Image}}
                imagePullPolicy: Never
                command: [bash, -c]
                args:
                - |
                  trap exit TERM
                  exec 3<>/dev/udp/{{ClusterAddresses.Outside}}/{{Port}}; exec 9<> <(:)
                  n=0; while :; do n=$((n+1)); echo "TALK $HOSTNAME $n ${EPOCHREALTIME/[.,]/}" >&3; read -t {{(everyMs / 1000.0).ToString(CultureInfo.InvariantCulture)}} -u 9; done
        """);

    /// <summary>Scales, and returns when all are ready or gone.</summary>
    public void Scale(string name, int replicas)
    {
        _ = Kubectl.Run("scale", "-n", Namespace, $"deploy/{name}", $"--replicas={replicas}");
        if (replicas > 0)
        {
            _ = Kubectl.Run("rollout", "status", "-n", Namespace, $"deploy/{name}", "--timeout=240s");
        }
        Eventually.True(() => Names(name).Count == replicas, $"{replicas} pods", TimeSpan.FromSeconds(240));
    }

    /// <summary>
    /// Returns when there are just so many pods. Those that are being deleted are removed from the API once they have fallen silent: a kubelet of 1.20 may do
    /// that only when it next removes containers, up to a minute later.
    /// </summary>
    public void UntilOnly(string app, int count) => Eventually.True(
        () =>
        {
            var ending = Kubectl.Run("get", "pods", "-n", Namespace, "-l", $"app={app}", "-o", "jsonpath={range .items[?(@.metadata.deletionTimestamp)]}{.metadata.name} {end}")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (ending.Length > 0 && AreSilent(ending))
            {
                _ = Kubectl.Run(["delete", "pods", "-n", Namespace, "--grace-period=0", "--force", "--ignore-not-found", .. ending]);
            }
            return Names(app).Count == count;
        },
        $"{count} pods");

    private bool AreSilent(IReadOnlyList<string> pods)
    {
        var before = pods.Sum(HeardOf);
        Thread.Sleep(TimeSpan.FromSeconds(3)); // They talk every 20 ms.
        return pods.Sum(HeardOf) == before;
    }

    /// <summary>Names of the current pods, including terminating ones.</summary>
    public IReadOnlyList<string> Names(string app) =>
        Kubectl.Run("get", "pods", "-n", Namespace, "-l", $"app={app}", "-o", "jsonpath={.items[*].metadata.name}").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Asserts that every datagram that left a pod, from the first copied one on, arrived once at one tool; and so did every answer that arrived at its node,
    /// except those that found the pod gone.
    /// </summary>
    public void EveryDatagramCameOnce(string pod)
    {
        var sent = heard[pod];
        var copies = tools.Select(tool => tool.Of(pod)).Where(c => !c.Sent.IsEmpty).ToList();
        Assert.True(copies.Count == 1, $"{pod}: copies came at {copies.Count} tools; {sent.Count} datagrams left it");
        var first = copies[0].Sent.Keys.Min();
        var last = ends.GetValueOrDefault(pod, int.MaxValue);
        var missing = sent.Keys.Where(number => number >= first && number <= last && !copies[0].Sent.ContainsKey(number)).Order().ToList();
        Assert.True(missing.Count == 0, $"{pod}: copied from {first} on; missing of {sent.Count}: {string.Join(' ', missing.Take(20))}");
        Assert.DoesNotContain(copies[0].Sent, copy => copy.Value > 1);
        Assert.DoesNotContain(copies[0].Answers, copy => copy.Value > 1);
        // Each direction has its own hook.
        var (begin, end) = (copies[0].Answers.Keys.DefaultIfEmpty().Min(), copies[0].Answers.Keys.DefaultIfEmpty().Max());
        var unanswered = uplinks.SelectMany(uplink => uplink.Of(pod).Answers.Keys)
            .Where(number => number > begin && number < end && number <= last && !copies[0].Answers.ContainsKey(number)).Order().ToList();
        Assert.True(unanswered.Count == 0, $"{pod}: answers from {begin} to {end}; missing: {string.Join(' ', unanswered.Take(20))}");
    }

    /// <summary>Processes all that have arrived; asserts that no capture missed anything.</summary>
    public void Settle() => Assert.All(tools.Concat(uplinks), capture =>
    {
        capture.Settle();
        Assert.Equal(0, capture.Missed);
    });

    /// <summary>The first number of a pod that was copied; 0 if none.</summary>
    public int FirstCopied(string pod) => tools.SelectMany(tool => tool.Of(pod).Sent.Keys).DefaultIfEmpty().Min();

    /// <inheritdoc/>
    public void Dispose()
    {
        stop = true;
        answerer.Dispose();
        thread.Join();
        tools.Concat(uplinks).ToList().ForEach(capture => capture.Dispose());
        _ = Kubectl.Run("delete", "namespace", Namespace, "--ignore-not-found", "--wait=false");
        control.Dispose();
        folder.Dispose();
    }

    private void Answer()
    {
        while (!stop)
        {
            try
            {
                var from = new IPEndPoint(IPAddress.Any, 0);
                var datagram = answerer.Receive(ref from);
                if (Talk.Parse(Encoding.ASCII.GetString(datagram)) is { } talk)
                {
                    heard.GetOrAdd(talk.Pod, _ => new()).AddOrUpdate(talk.Number, 1, (_, times) => times + 1);
                    _ = answerer.Send(datagram, from);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // A pod has gone, or the test has ended.
            }
        }
    }
}
