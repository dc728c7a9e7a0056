using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Each round of <see cref="Churn"/> that a NodeMirror has been in since the start, from a watch of the API server.</summary>
internal sealed class RoundWatch : IAsyncDisposable
{
    private readonly List<int> rounds = [];
    private readonly HttpClient http;
    private readonly CancellationTokenSource stop = new();
    private readonly Task reading;
    private long last;

    private RoundWatch(ApiServer server, string node, string version)
    {
        http = server.CreateClient("admin");
        http.Timeout = Timeout.InfiniteTimeSpan;
        reading = ReadAsync(node, version);
    }

    public static async Task<RoundWatch> StartAsync(ApiServer server, string node) => new(
        server, node, (string)(await server.Admin.GetAsync(TestCluster.NodeMirrors))!["metadata"]!["resourceVersion"]!);

    /// <summary>Rounds that came after a later one: an older plan replaced a newer one. Up to the given object's version.</summary>
    public async Task<IReadOnlyList<string>> WentBackAsync(JsonNode until)
    {
        await EventuallyAsync.True(() => Interlocked.Read(ref last) >= Version(until), "the watch has come to the last write");
        lock (rounds)
        {
            return [.. rounds.Zip(rounds.Skip(1)).Where(pair => pair.Second < pair.First).Select(pair => $"{pair.First} -> {pair.Second}")];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading;
        http.Dispose();
        stop.Dispose();
    }

    private static long Version(JsonNode item) => long.Parse((string)item["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);

    private async Task ReadAsync(string node, string version)
    {
        try
        {
            var path = $"{TestCluster.NodeMirrors}?watch=1&fieldSelector=metadata.name%3D{node}&timeoutSeconds=3600&resourceVersion={version}";
            using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stop.Token));
            while (await lines.ReadLineAsync(stop.Token) is { } line)
            {
                var item = JsonNode.Parse(line)!["object"]!;
                if (Churn.RoundOf(item) is { } round)
                {
                    lock (rounds)
                    {
                        rounds.Add(round);
                    }
                }

                Interlocked.Exchange(ref last, Version(item));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Disposed.
        }
    }
}
