using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Faults;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Monitoring;

/// <summary>All examples with traffic, and a Prometheus with the chart's alerts that watches them. Each fault happens at most once.</summary>
public sealed class AlertSite : IAsyncLifetime
{
    private readonly FaultSite faults = new();
    private readonly Dictionary<string, Task> runs = new(StringComparer.Ordinal);
    private Examples? examples;
    private ClusterPrometheus? prometheus;
    private AlertWatch? watch;
    private DashboardWatch? dashboards;

    /// <summary>Returns when all examples are copied, every program is scraped, and no alert fires.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!Root.Is)
        {
            return; // Each test reports it under its own name.
        }
        foreach (var node in ClusterFixture.Nodes)
        {
            Seccomp.Prepare(node.Name);
        }
        Release.Install(ClusterFixture.Tag, Seccomp.Values);
        examples = new();
        prometheus = new();
        await prometheus.AnswersAsync("""count(up{job="k8smirror-agent"} == 1) == 3 and on() count(up{job="k8smirror-operator"} == 1) == 2""");
        await prometheus.AnswersAsync($"count(count by (mirror) (rate(k8smirror_mirrored_packets_total[10s]) > 0)) == {Examples.Names.Count}");
        watch = new(prometheus.Server);
        await watch.SilentAsync();
        dashboards = new(prometheus.Server);
        await dashboards.LookAsync();
    }

    /// <summary>Causes a fault, waits for its alerts, repairs it and waits for silence; does nothing if it has happened.</summary>
    /// <param name="fault">Its <see cref="Fault.What"/>.</param>
    public Task RaisesAsync(string fault)
    {
        if (!runs.TryGetValue(fault, out var run))
        {
            runs[fault] = run = watch!.RaisesAsync(Fault.All(faults).Single(f => f.What == fault), dashboards!);
        }
        return run;
    }

    /// <summary>Returns when every query of every dashboard has had data.</summary>
    public Task DashboardsCompleteAsync() => dashboards!.CompleteAsync();

    /// <summary>Removes the examples; installs the release as other tests expect it.</summary>
    public ValueTask DisposeAsync()
    {
        if (Root.Is)
        {
            faults.Dispose();
            prometheus?.Dispose();
            examples?.Dispose();
            _ = Kubectl.Run("delete", "tm", "--all", "--timeout=180s");
            Release.Install(ClusterFixture.Tag);
        }
        return ValueTask.CompletedTask;
    }
}
