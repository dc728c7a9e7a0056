using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Changes the plan all the time, so that the leader always has something to write.</summary>
internal sealed class Churn : IDisposable
{
    private readonly TestCluster cluster;
    private readonly string node;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private int round;

    public Churn(TestCluster cluster, string node)
    {
        (this.cluster, this.node) = (cluster, node);
        loop = LoopAsync();
    }

    /// <summary>Returns once a change made after the call is in the NodeMirror.</summary>
    public async Task SeenAsync()
    {
        var after = Volatile.Read(ref round) + 1;
        await EventuallyAsync.True(async () => RoundOf(await cluster.NodeMirrorAsync(node)) >= after, $"round {after} is planned");
    }

    /// <summary>The round that a NodeMirror is in; null if in none.</summary>
    public static int? RoundOf(JsonNode? mirror) => mirror?["spec"]?["sessions"]?.AsArray() is [{ } session, ..]
        ? int.Parse(((string)session["targets"]![0]!["interface"]!)[3..], CultureInfo.InvariantCulture) : null;

    public void Dispose()
    {
        stop.Cancel();
        loop.GetAwaiter().GetResult();
        stop.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            await cluster.AddMirrorAsync("churn", source: "uplink", target: $"eth{Interlocked.Increment(ref round)}");
            await Task.Delay(20);
        }
    }
}
