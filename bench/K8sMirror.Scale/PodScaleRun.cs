using System.Diagnostics;
using System.Globalization;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Scale;

/// <summary>
/// One run with mirrors of pods. The initial pods are written to etcd directly, bypassing the API server, which serves them like all others; all later
/// changes go through it.
/// </summary>
internal static class PodScaleRun
{
    private const string Operator = "system:serviceaccount:k8smirror-system:k8smirror-operator";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(PodScale scale, string? file)
    {
        var report = new ScaleReport();
        await using var server = await ApiServer.StartAsync((Operator, "system:masters"));
        var clock = Stopwatch.StartNew();
        await ScaleCluster.PrepareAsync(server, scale.Nodes);
        var pods = await PodsAsync(server, scale);
        report.Add("date", "date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        report.Add("nodes", "nodes", scale.Nodes);
        report.Add("pods", "pods", pods.Count);
        report.Add("selectedPods", "… of them that a mirror selects", pods.Count(pod => pod.IsSelected));
        report.AddLoad("loadBefore", "load before");
        report.Add("prepareSeconds", "nodes and pods made by this program", clock.Elapsed.TotalSeconds, "s");

        await using var fleet = AgentFleet.Start(server.CreateClient("admin"), scale.Nodes);
        using var op = new MeasuredOperator(server, Operator);
        var churn = new PodChurn(server.Admin, fleet, scale.Nodes, pods);
        await fleet.AllHaveAsync(0, Patience);
        await fleet.AllReportedAsync(Patience);
        report.Add("rssWithoutMirrorsMiB", "operator RSS now / peak, no mirrors", op.Memory());
        await MirrorsAsync(report, server, fleet, op, churn);
        await ChurnAsync(report, scale, server, fleet, op, churn);
        await RestartAsync(report, server, op);
        report.AddLoad("loadAfter", "load after");
        if (file is not null)
        {
            report.Save(file);
        }
    }

    private static async Task<List<ScalePod>> PodsAsync(ApiServer server, PodScale scale)
    {
        for (var i = 0; i < ScalePod.Namespaces; i++)
        {
            await server.Admin.ApplyAsync(ScalePod.NamespaceObject(i));
        }

        List<ScalePod> pods = [.. Enumerable.Range(0, scale.Nodes * scale.PodsPerNode).Select(i => new ScalePod(i, i % ScalePod.Workloads, i / scale.PodsPerNode))];
        await server.StoreAsync(pods.Select(pod => ($"pods/{pod.Namespace}/{pod.Name}", pod.Stored())));
        await EventuallyAsync.True(
            async () => await server.Admin.GetAsync($"api/v1/namespaces/{pods[^1].Namespace}/pods/{pods[^1].Name}?resourceVersion=0") is not null,
            "the server's cache has the last pod", Patience);
        return pods;
    }

    private static async Task MirrorsAsync(ScaleReport report, ApiServer server, AgentFleet fleet, MeasuredOperator op, PodChurn churn)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), op.Cpu());
        foreach (var mirror in ScalePod.Mirrors)
        {
            await server.Admin.ApplyAsync(mirror);
        }

        await fleet.HavePodsAsync(churn.Expected(), Patience);
        report.Add("mirrorsAppliedSeconds", $"{ScalePod.Mirrors.Count} mirrors of pods applied, until each node is told of its pods", clock.Elapsed.TotalSeconds, "s");
        await fleet.AllReportedAsync(Patience);
        await ProgrammedAsync(server);
        report.Add("mirrorsProgrammedSeconds", "… until each status is Programmed on all nodes", clock.Elapsed.TotalSeconds, "s");
        report.Add("mirrorsCpuSeconds", "… operator's CPU for it", (op.Cpu() - cpu).TotalSeconds, "s");
        report.Add("rssMiB", "operator RSS now / peak", op.Memory());
    }

    private static async Task ChurnAsync(ScaleReport report, PodScale scale, ApiServer server, AgentFleet fleet, MeasuredOperator op, PodChurn churn)
    {
        var before = await CountsAsync(op);
        var (cpu, serverCpu, clock) = (op.Cpu(), MeasuredOperator.Cpu(server.ProcessId), Stopwatch.StartNew());
        await churn.RunAsync(scale.ChangesPerSecond, TimeSpan.FromSeconds(scale.Seconds));
        var seconds = clock.Elapsed.TotalSeconds;
        report.AddLoad("loadDuringChanges", "load at the end of the changes");
        clock.Restart();
        await fleet.HavePodsAsync(churn.Expected(), Patience);
        report.Add("convergedAfterLastChangeSeconds", "all nodes right after the last change", clock.Elapsed.TotalSeconds, "s");
        seconds += clock.Elapsed.TotalSeconds;
        var after = await CountsAsync(op);
        report.Add("changesPerSecond", "changes of pods a second", churn.Made / seconds);
        report.Add("cpuPercent", "operator's CPU, of one", (op.Cpu() - cpu).TotalSeconds / seconds * 100, "%");
        report.Add("kubeApiserverCpuPercent", "kube-apiserver's CPU, of one", (MeasuredOperator.Cpu(server.ProcessId) - serverCpu).TotalSeconds / seconds * 100, "%");
        report.Add("nodeMirrorWritesPerSecond", "writes of NodeMirrors a second", (after.NodeMirrors - before.NodeMirrors) / seconds);
        report.Add("statusWritesPerSecond", "writes of TrafficMirrors' status a second", (after.Mirrors - before.Mirrors) / seconds);
        report.Add("passesPerSecond", "passes a second", (after.Passes - before.Passes) / seconds);
        report.Add("wakeupsByPodsPerSecond", "passes asked for by pods, a second", (after.Wakeups - before.Wakeups) / seconds);
        var latencies = churn.Latencies;
        report.Add("changesMeasured", "changes of pods that a mirror selects", latencies.Count);
        report.Add("latencyMedianMs", "a pod's address, or its end, until its node is told: median", latencies[latencies.Count / 2], "ms");
        report.Add("latencyP99Ms", "… p99", latencies[latencies.Count * 99 / 100], "ms");
        report.Add("latencyWorstMs", "… worst", latencies[^1], "ms");
        report.Add("rssAfterChangesMiB", "operator RSS now / peak", op.Memory());
        report.Add("writes", "requests that changed something", string.Join(", ", await op.WritesAsync()));
    }

    private static async Task<(double NodeMirrors, double Mirrors, double Passes, double Wakeups)> CountsAsync(MeasuredOperator op) => (
        await op.CountAsync("k8smirror_operator_writes_total", "kind=\"NodeMirror\""), await op.CountAsync("k8smirror_operator_writes_total", "kind=\"TrafficMirror\""),
        await op.CountAsync("k8smirror_operator_reconcile_duration_seconds_count"), await op.CountAsync("k8smirror_operator_wakeups_total", "source=\"Pod\""));

    private static async Task RestartAsync(ScaleReport report, ApiServer server, MeasuredOperator op)
    {
        op.Dispose();
        using var again = new MeasuredOperator(server, Operator);
        var clock = Stopwatch.StartNew();
        await EventuallyAsync.True(async () => await again.CountAsync("k8smirror_operator_lists_total", "kind=\"Pod\"") > 0, "pods were listed", Patience);
        await again.FirstPassAsync(Patience);
        report.Add("restartSeconds", "started again (after kill -9), until pods are listed and the first pass is made", clock.Elapsed.TotalSeconds, "s");
        report.Add("rssRestartedMiB", "operator RSS now / peak", again.Memory());
    }

    private static Task ProgrammedAsync(ApiServer server) => EventuallyAsync.True(
        async () => (await server.Admin.ListAsync("apis/k8smirror.io/v1alpha1/trafficmirrors")).All(m => m["status"]?["conditions"]?.AsArray()
            .Any(c => (string?)c!["type"] == "Programmed" && (string?)c["status"] == "True") == true),
        "all programmed", Patience);
}
