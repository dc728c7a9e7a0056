using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Hosting;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;
using Microsoft.Extensions.Hosting;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The whole operator in the test's process, with its service account, and shorter times for tests.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly IHost host;

    private RunningOperator(IHost host, int port)
    {
        this.host = host;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    /// <summary>Its metrics and health.</summary>
    public HttpClient Http { get; }

    public static async Task<RunningOperator> StartAsync(
        ApiServer server, TimeProvider? clock = null, Func<OperatorOptions, OperatorOptions>? with = null, string? kubeconfig = null)
    {
        var port = LoopbackPort.Free();
        var options = new OperatorOptions
        {
            Namespace = ChartAccount.Namespace,
            MetricsAddress = $"127.0.0.1:{port}",
            HealthAddress = "",
            LeaseDuration = TimeSpan.FromSeconds(3),
            LogFormat = "console",
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning,
        };
        var configuration = KubeconfigFiles.ReadInPod(kubeconfig ?? server.Kubeconfig(ApiServerFixture.OperatorUser));
        var host = OperatorHost.Build(with?.Invoke(options) ?? options, configuration, clock ?? TimeProvider.System);
        await host.StartAsync();
        return new RunningOperator(host, port);
    }

    /// <summary>Sum of a metric's series that have all the given labels; 0 if there are none.</summary>
    public async Task<double> MetricAsync(string name, params string[] labels)
    {
        var text = await Http.GetStringAsync("metrics");
        return text.Split('\n')
            .Where(line => (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
                && labels.All(line.Contains))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await host.StopAsync();
        host.Dispose();
    }
}
