using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Scale;

/// <summary>
/// Pods that come, go and move, and how long until their nodes know: from the request that gives a pod its address, or deletes it, to its NodeMirror's event.
/// Pods that no mirror selects change as often, but nothing waits for them.
/// </summary>
internal sealed class PodChurn
{
    private readonly ClusterClient client;
    private readonly int nodes;
    private readonly Random random = new(1);
    private readonly Lock gate = new();
    private readonly List<ScalePod> living;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Awaited>> awaited = new();
    private readonly ConcurrentBag<double> milliseconds = [];
    private int next;

    /// <summary>Begins with these pods.</summary>
    public PodChurn(ClusterClient client, AgentFleet fleet, int nodes, IEnumerable<ScalePod> pods)
    {
        this.client = client;
        this.nodes = nodes;
        living = [.. pods];
        next = living.Count;
        fleet.Taken += Look;
    }

    /// <summary>Milliseconds, in ascending order.</summary>
    public IReadOnlyList<double> Latencies => [.. milliseconds.Order()];

    /// <summary>Number of changes made.</summary>
    public int Made { get; private set; }

    /// <summary>The pods of each node that a mirror selects.</summary>
    public Dictionary<string, HashSet<string>> Expected()
    {
        var expected = Enumerable.Range(0, nodes).ToDictionary(ScaleCluster.NodeName, _ => new HashSet<string>());
        foreach (var pod in living.Where(pod => pod.IsSelected))
        {
            expected[ScaleCluster.NodeName(pod.Node)].Add(pod.Name);
        }

        return expected;
    }

    /// <summary>Makes that many changes per second, without waiting for one another. Returns when the last is made.</summary>
    public async Task RunAsync(int perSecond, TimeSpan time)
    {
        var changes = new List<Task>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            if (changes.Count < clock.Elapsed.TotalSeconds * perSecond)
            {
                changes.Add(ChangeAsync());
            }
            else
            {
                await Task.Delay(5);
            }
        }

        await Task.WhenAll(changes);
        Made += changes.Count;
    }

    private Task ChangeAsync()
    {
        switch (random.Next(3))
        {
            case 0:
                return AddAsync(random.Next(ScalePod.Workloads));
            case 1:
                return RemoveAsync(TakeOne());
            default:
                // Like a controller: another pod of the same workload, elsewhere.
                var pod = TakeOne();
                return Task.WhenAll(RemoveAsync(pod), AddAsync(pod.Workload));
        }
    }

    private ScalePod TakeOne()
    {
        lock (gate)
        {
            var at = random.Next(living.Count);
            var pod = living[at];
            living[at] = living[^1];
            living.RemoveAt(living.Count - 1);
            return pod;
        }
    }

    private async Task AddAsync(int workload)
    {
        var pod = new ScalePod(next++, workload, random.Next(nodes));
        var path = $"api/v1/namespaces/{pod.Namespace}/pods";
        await client.CreateAsync(path, pod.Object().ToJsonString());
        Await(pod, isThere: true);
        await client.MergeAsync($"{path}/{pod.Name}/status", new JsonObject { ["status"] = pod.Status() }.ToJsonString());
        lock (gate)
        {
            living.Add(pod);
        }
    }

    private Task RemoveAsync(ScalePod pod)
    {
        Await(pod, isThere: false);
        return client.DeleteAsync($"api/v1/namespaces/{pod.Namespace}/pods/{pod.Name}?gracePeriodSeconds=0");
    }

    private void Await(ScalePod pod, bool isThere)
    {
        if (pod.IsSelected)
        {
            awaited.GetOrAdd(ScaleCluster.NodeName(pod.Node), _ => new())[pod.Name] = new(isThere, Stopwatch.GetTimestamp());
        }
    }

    private void Look(string node, JsonNode mirror)
    {
        if (!awaited.TryGetValue(node, out var pods))
        {
            return;
        }

        var there = AgentFleet.PodsOf(mirror).ToHashSet();
        foreach (var (name, change) in pods.Where(pod => pod.Value.IsThere == there.Contains(pod.Key)))
        {
            if (pods.TryRemove(new KeyValuePair<string, Awaited>(name, change)))
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(change.Since).TotalMilliseconds);
            }
        }
    }

    private sealed record Awaited(bool IsThere, long Since);
}
