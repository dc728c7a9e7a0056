using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Scale;

/// <summary>One run: creates objects and prints times and memory as lines of a table.</summary>
internal static class ScaleRun
{
    private const string Operator = "system:serviceaccount:k8smirror-system:k8smirror-operator";
    private const string Mirrors = "apis/k8smirror.io/v1alpha1/trafficmirrors";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(int nodes, int mirrors)
    {
        await using var server = await ApiServer.StartAsync((Operator, "system:masters"));
        await ScaleCluster.PrepareAsync(server, nodes);
        await using var fleet = AgentFleet.Start(server.CreateClient("admin"), nodes);
        using var op = new MeasuredOperator(server, Operator);
        Row("nodes / mirrors / sessions", $"{nodes} / {mirrors} / {nodes * mirrors}");

        var clock = Stopwatch.StartNew();
        await fleet.AllHaveAsync(0, Patience);
        Row("first start: an empty NodeMirror for each node", Seconds(clock));
        await fleet.AllReportedAsync(Patience);
        Row("operator RSS, idle, no mirrors", op.Memory().ToString());

        clock.Restart();
        await Parallel.ForEachAsync(Enumerable.Range(0, mirrors), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (i, _) => await server.Admin.ApplyAsync(Mirror(i)));
        Row($"{mirrors} mirrors applied by the client", Seconds(clock));
        await fleet.AllHaveAsync(mirrors, Patience);
        Row("… until each NodeMirror has all sessions", Seconds(clock));
        await ProgrammedAsync(server, mirrors);
        Row("… until each status is Programmed on all nodes", Seconds(clock));
        Row("operator RSS now / peak", op.Memory().ToString());
        Row("CPU so far: operator / kube-apiserver", Cpu(op, server));

        clock.Restart();
        await server.Admin.ApplyAsync(Mirror(mirrors));
        await fleet.AllHaveAsync(mirrors + 1, Patience);
        Row("one more mirror, until each NodeMirror has it", Seconds(clock));
        await ProgrammedAsync(server, mirrors + 1);
        Row("… until its status is Programmed on all nodes", Seconds(clock));
        clock.Restart();
        await server.Admin.ApplyAsync(Mirror(mirrors, "edited"));
        await fleet.AllNameAsync("edited", Patience);
        Row("one mirror edited, until each NodeMirror has it", Seconds(clock));
        await ProgrammedAsync(server, mirrors + 1);
        await LabelLatencyAsync(server, fleet, mirrors + 1);
        Row("requests that change something", string.Join(", ", await op.WritesAsync()));
        Row("operator RSS now / peak", op.Memory().ToString());
        Row("CPU in all: operator / kube-apiserver", Cpu(op, server));
        await RestartAsync(server, op);
    }

    private static string Mirror(int i, string? target = null) => new JsonObject
    {
        ["apiVersion"] = "k8smirror.io/v1alpha1",
        ["kind"] = "TrafficMirror",
        ["metadata"] = new JsonObject { ["name"] = $"mirror-{i:000}" },
        ["spec"] = new JsonObject
        {
            ["nodeSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["zone"] = "edge" } },
            ["sources"] = new JsonArray(new JsonObject { ["interface"] = $"eth{i}", ["direction"] = "Ingress" }),
            ["targets"] = new JsonArray(
                new JsonObject { ["name"] = "ids", ["interface"] = target ?? $"ids{i}" }, new JsonObject { ["name"] = "pcap", ["interface"] = $"pcap{i}" }),
        },
    }.ToJsonString();

    private static Task ProgrammedAsync(ApiServer server, int mirrors) => EventuallyAsync.True(
        async () => (await server.Admin.ListAsync(Mirrors)).Count(m => m["status"]?["conditions"]?.AsArray()
            .Any(c => (string?)c!["type"] == "Programmed" && (string?)c["status"] == "True"
                && (long)c["observedGeneration"]! == (long)m["metadata"]!["generation"]!) == true) == mirrors,
        "all programmed", Patience);

    private static async Task LabelLatencyAsync(ApiServer server, AgentFleet fleet, int sessions)
    {
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            await server.Admin.ApplyAsync(ScaleCluster.Node(i, "core").ToJsonString());
            await fleet.HasAsync($"node-{i:0000}", 0, Patience);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Row($"one node's label changed, until its {sessions} sessions are gone: median / worst of 20",
            string.Create(CultureInfo.InvariantCulture, $"{times[10]:0} / {times[^1]:0} ms"));
    }

    private static async Task RestartAsync(ApiServer server, MeasuredOperator op)
    {
        op.Dispose();
        using var again = new MeasuredOperator(server, Operator);
        var clock = Stopwatch.StartNew();
        await again.FirstPassAsync(Patience);
        Row("started again on all of it (after kill -9), until the first pass, which waits for the old Lease", Seconds(clock));
        Row("operator RSS now / peak", again.Memory().ToString());
    }

    private static string Cpu(MeasuredOperator op, ApiServer server) =>
        string.Create(CultureInfo.InvariantCulture, $"{op.Cpu().TotalSeconds:0.0} / {MeasuredOperator.Cpu(server.ProcessId).TotalSeconds:0.0} s");

    private static string Seconds(Stopwatch clock) => string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.0} s");

    private static void Row(string what, string value) => Console.WriteLine($"| {what} | {value} |");
}
