using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using K8sMirror.Testing;

namespace K8sMirror.Scale;

/// <summary>Agents that only report at once that everything is programmed, all over one watch.</summary>
internal sealed class AgentFleet : IAsyncDisposable
{
    private const string Path = "apis/k8smirror.io/v1alpha1/nodemirrors";
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient http;
    private readonly int nodes;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<string> due = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, JsonNode> latest = new();
    private readonly ConcurrentDictionary<string, long> reported = new();
    private Task work = Task.CompletedTask;

    /// <summary>Raised for each NodeMirror that arrives, also again.</summary>
    public event Action<string, JsonNode>? Taken;

    private AgentFleet(HttpClient http, int nodes)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        this.http = http;
        this.nodes = nodes;
    }

    public static AgentFleet Start(HttpClient http, int nodes)
    {
        var fleet = new AgentFleet(http, nodes);
        fleet.work = Task.WhenAll([fleet.FollowAsync(), .. Enumerable.Range(0, 8).Select(_ => fleet.ReportAsync())]);
        return fleet;
    }

    /// <summary>Waits until each NodeMirror exists with that many sessions.</summary>
    public Task AllHaveAsync(int sessions, TimeSpan within) => EventuallyAsync.True(
        () => latest.Count == nodes && latest.Values.All(mirror => Sessions(mirror) == sessions), $"{sessions} sessions everywhere", within);

    /// <summary>Waits until the given nodes' NodeMirrors have exactly the given pods.</summary>
    public Task HavePodsAsync(IReadOnlyDictionary<string, HashSet<string>> pods, TimeSpan within) => EventuallyAsync.True(
        () => pods.All(node => latest.TryGetValue(node.Key, out var mirror) && node.Value.SetEquals(PodsOf(mirror))), "each node has its pods", within);

    /// <summary>The pods that a NodeMirror names.</summary>
    public static IEnumerable<string> PodsOf(JsonNode mirror) => (mirror["spec"]?["sessions"]?.AsArray() ?? [])
        .SelectMany(session => session!["pods"]?.AsArray() ?? []).Select(pod => (string)pod!["name"]!);

    /// <summary>Waits until a target is in each NodeMirror.</summary>
    public Task AllNameAsync(string target, TimeSpan within) => EventuallyAsync.True(
        () => latest.Values.All(mirror => mirror["spec"]!.ToJsonString().Contains($"\"{target}\"", StringComparison.Ordinal)), $"{target} everywhere", within);

    /// <summary>Waits until one NodeMirror has that many sessions.</summary>
    public Task HasAsync(string node, int sessions, TimeSpan within) =>
        EventuallyAsync.True(() => latest.TryGetValue(node, out var mirror) && Sessions(mirror) == sessions, $"{sessions} sessions on {node}", within);

    /// <summary>Waits until each agent has reported the latest spec.</summary>
    public Task AllReportedAsync(TimeSpan within) => EventuallyAsync.True(
        () => latest.All(mirror => reported.GetValueOrDefault(mirror.Key) >= Generation(mirror.Value)), "all reported", within);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await work;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Disposed.
        }

        http.Dispose();
        stop.Dispose();
    }

    /// <summary>The server closes a watch whose reader is slow; the list then shows what was missed. A busy server sometimes refuses one.</summary>
    private async Task FollowAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowOnceAsync(await ListAsync());
            }
            catch (Exception error) when (error is HttpRequestException or IOException && !stop.IsCancellationRequested)
            {
                await Task.Delay(AfterRefusal, stop.Token);
            }
        }
    }

    private async Task FollowOnceAsync(string version)
    {
        using var response = await http.GetAsync(
            new Uri($"{Path}?watch=1&timeoutSeconds=3600&resourceVersion={version}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop.Token), Encoding.UTF8, false, 1 << 20);
        while (await reader.ReadLineAsync(stop.Token) is { } line && JsonNode.Parse(line)!["object"]! is var mirror
            && mirror["metadata"]!["name"] is not null)
        {
            Take(mirror);
        }
    }

    /// <summary>In pages: the whole list is hundreds of megabytes, which a busy server does not send in time.</summary>
    private async Task<string> ListAsync()
    {
        JsonNode page;
        var next = "";
        do
        {
            page = JsonNode.Parse(await http.GetStringAsync(new Uri($"{Path}?limit=100&continue={Uri.EscapeDataString(next)}", UriKind.Relative), stop.Token))!;
            foreach (var mirror in page["items"]!.AsArray())
            {
                Take(mirror!);
            }

            next = (string?)page["metadata"]!["continue"] ?? "";
        }
        while (next.Length > 0);
        return (string)page["metadata"]!["resourceVersion"]!;
    }

    private void Take(JsonNode mirror)
    {
        var name = mirror["metadata"]!["name"]!.GetValue<string>();
        latest[name] = mirror;
        Taken?.Invoke(name, mirror);
        if (Generation(mirror) > reported.GetValueOrDefault(name))
        {
            due.Writer.TryWrite(name);
        }
    }

    private async Task ReportAsync()
    {
        await foreach (var name in due.Reader.ReadAllAsync(stop.Token))
        {
            var mirror = latest[name];
            if (Generation(mirror) <= reported.GetValueOrDefault(name))
            {
                continue;
            }

            await ReportAsync(name, mirror);
        }
    }

    private async Task ReportAsync(string name, JsonNode mirror)
    {
        try
        {
            using var content = new StringContent(Status(mirror).ToJsonString(), Encoding.UTF8, "application/merge-patch+json");
            using var response = await http.PatchAsync(new Uri($"{Path}/{name}/status", UriKind.Relative), content, stop.Token);
            response.EnsureSuccessStatusCode();
            reported[name] = Generation(mirror);
        }
        catch (HttpRequestException)
        {
            await Task.Delay(AfterRefusal, stop.Token);
            due.Writer.TryWrite(name);
        }
    }

    private static JsonObject Status(JsonNode mirror) => new()
    {
        ["status"] = new JsonObject
        {
            ["observedGeneration"] = Generation(mirror),
            ["agentVersion"] = "0.1.0",
            ["kernel"] = new JsonObject { ["release"] = "6.18.0", ["attachMode"] = "tcx" },
            ["sessions"] = new JsonArray([.. mirror["spec"]?["sessions"]?.AsArray().Select(session => Report(session!)) ?? []]),
        },
    };

    private static JsonObject Report(JsonNode session)
    {
        var pods = session["pods"]?.AsArray() ?? [];
        var sources = pods.Where(pod => pod!["sources"] is not null).ToList();
        var report = new JsonObject
        {
            ["mirrorRef"] = session["mirrorRef"]!.DeepClone(),
            ["state"] = "Programmed",
            ["reason"] = "Programmed",
            ["message"] = "",
        };
        string[] from = sources.Count > 0 ? [.. sources.Select(Nic)] : [(string)session["sources"]![0]!["interface"]!];
        string[] to = [.. session["targets"]!.AsArray().Select(target => (string?)target!["interface"]).OfType<string>(), .. pods.Where(pod => pod!["targets"] is not null).Select(Nic)];
        report["edges"] = new JsonArray([.. from.SelectMany(source => to.Select(target => new JsonObject
        {
            ["source"] = source,
            ["direction"] = "Ingress",
            ["target"] = target,
            ["state"] = "Programmed",
            ["reason"] = "Programmed",
            ["message"] = "",
        }))]);
        if (sources.Count > 0)
        {
            report["podCounts"] = new JsonObject { ["selected"] = sources.Count, ["mirrored"] = sources.Count, ["waiting"] = 0, ["failed"] = 0 };
            report["pods"] = new JsonArray([.. pods.Select(pod => new JsonObject
            {
                ["namespace"] = pod!["namespace"]!.DeepClone(),
                ["name"] = pod["name"]!.DeepClone(),
                ["interfaces"] = new JsonArray(Nic(pod)),
                ["isTarget"] = pod["sources"] is null,
                ["state"] = "Programmed",
                ["reason"] = "Programmed",
                ["message"] = "",
            })]);
        }

        return report;
    }

    private static string Nic(JsonNode? pod) => "veth" + ((string)pod!["uid"]!)[^8..];

    private static int Sessions(JsonNode mirror) => mirror["spec"]?["sessions"]?.AsArray().Count ?? 0;

    private static long Generation(JsonNode mirror) => mirror["metadata"]!["generation"]!.GetValue<long>();
}
