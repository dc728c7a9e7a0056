using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;
using Xunit;

namespace K8sMirror.E2E.Monitoring;

/// <summary>
/// A real Prometheus next to the API server, where agents and operators can be reached. It scrapes according to deploy/prometheus/scrape.yaml, but
/// finds pods with <see cref="PodDiscovery"/>, and it has the alerts as the chart renders them.
/// </summary>
internal sealed class ClusterPrometheus : IDisposable
{
    private const string Discovery = "kubernetes_sd_configs:\n      - {role: pod, namespaces: {names: [k8smirror]}}";
    private readonly TestNetNs control = TestNetNs.Open($"{Script.ClusterName}-control");
    private readonly PodDiscovery pods;

    /// <summary>Starts it; the release's pods must exist.</summary>
    public ClusterPrometheus()
    {
        var scrape = File.ReadAllText(Repository.At("deploy/prometheus/scrape.yaml"));
        Assert.Contains(Discovery, scrape, StringComparison.Ordinal);
        Server = new(scrape.Replace(Discovery, "file_sd_configs:\n      - {files: [pods.json]}", StringComparison.Ordinal), ChartRules.RenderImpatient(), control);
        pods = new(Server.At("pods.json"));
    }

    /// <summary>The server to query.</summary>
    public PrometheusServer Server { get; }

    /// <summary>Returns once a query has a result.</summary>
    public async Task AnswersAsync(string expression, TimeSpan? patience = null)
    {
        try
        {
            await EventuallyAsync.True(async () => (await Server.QueryAsync(expression)).Count > 0, expression, patience ?? TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}; up: {string.Join("; ", (await Server.QueryAsync("up")).Select(up => $"{string.Join(' ', up.Labels.Values)} {up.Value}"))}\n{Server.Log}", timeout);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pods.Dispose();
        Server.Dispose();
        control.Dispose();
    }
}
