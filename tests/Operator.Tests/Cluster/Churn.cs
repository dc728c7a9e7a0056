using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Changes the plan all the time, so that whoever leads has something to write.</summary>
internal sealed class Churn : IDisposable
{
    private readonly TestCluster _cluster;
    private readonly string _node;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _round;

    public Churn(TestCluster cluster, string node)
    {
        (_cluster, _node) = (cluster, node);
        _loop = LoopAsync();
    }

    /// <summary>Returns once a change that was made after the call is in the NodeMirror.</summary>
    public async Task SeenAsync()
    {
        var after = Volatile.Read(ref _round) + 1;
        await EventuallyAsync.True(async () => RoundOf(await _cluster.NodeMirrorAsync(_node)) >= after, $"round {after} is planned");
    }

    /// <summary>The round that a NodeMirror is in; null: in none.</summary>
    public static int? RoundOf(JsonNode? mirror) => mirror?["spec"]?["sessions"]?.AsArray() is [{ } session, ..]
        ? int.Parse(((string)session["targets"]![0]!["interface"]!)[3..], CultureInfo.InvariantCulture) : null;

    public void Dispose()
    {
        _stop.Cancel();
        _loop.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _cluster.AddMirrorAsync("churn", source: "uplink", target: $"eth{Interlocked.Increment(ref _round)}");
            await Task.Delay(20);
        }
    }
}
