using System.Net;
using System.Net.Sockets;
using k8s;
using K8sMirror.Operator.Hosting;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Serving;
using K8sMirror.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace K8sMirror.Operator.Tests.Telemetry;

/// <summary>The pages of a whole operator, without an API server.</summary>
public sealed class PageServerTests
{
    private readonly int port = LoopbackPort.Free();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "localhost")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    [InlineData("[::]", "127.0.0.1")]
    [InlineData("[::]", "[::1]")]
    [InlineData("[::1]", "[::1]")]
    public async Task An_address_is_served_whatever_name_the_client_has_for_it(string address, string from)
    {
        Assert.SkipWhen(from == "[::1]" && !Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var host = await StartAsync($"{address}:{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{from}:{port}/") };
        http.DefaultRequestHeaders.Host = "another.name";

        Assert.Contains("k8smirror_operator_build_info{", await http.GetStringAsync("metrics", Ending), StringComparison.Ordinal);
        Assert.Equal("ok\n", await http.GetStringAsync("healthz", Ending));
        var unready = await http.GetAsync("readyz", Ending);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains("TrafficMirror", await unready.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("metrics", null, Ending)).StatusCode);
        await host.StopAsync(Ending);
    }

    [Fact]
    public async Task Nonsense_and_silence_disturb_nobody()
    {
        using var host = await StartAsync($"127.0.0.1:{port}");
        using var silent = new TcpClient("127.0.0.1", port);
        using var nonsense = new TcpClient("127.0.0.1", port);
        await nonsense.GetStream().WriteAsync(new byte[20_000], Ending);
        using var http = new HttpClient();

        Assert.Equal("ok\n", await http.GetStringAsync($"http://127.0.0.1:{port}/healthz", Ending));
        Assert.Equal("ok\n", await http.GetStringAsync($"http://127.0.0.1:{port}/healthz?verbose", Ending));
        silent.Close();
        await host.StopAsync(Ending);
    }

    [Fact]
    public async Task Who_waits_for_metrics_that_there_will_never_be_is_told()
    {
        var collectable = new TaskCompletionSource();
        using var metrics = Sdk.CreateMeterProviderBuilder().AddPage().Build();
        await using var pages = await PageServer.StartAsync(
            new(IPAddress.Loopback, port), metrics, () => new(true, "ok"), () => new(true, "ok"), NullLoggerFactory.Instance, collectable.Task, Ending);
        using var http = new HttpClient();
        var asked = http.GetAsync($"http://127.0.0.1:{port}/metrics", Ending);

        collectable.SetCanceled(Ending);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await asked).StatusCode);
    }

    [Fact]
    public async Task Nowhere_is_served_nothing()
    {
        using var host = await StartAsync("");

        await host.StopAsync(Ending);
    }

    [Fact]
    public void A_port_that_is_taken_ends_the_program_with_the_reason_alone()
    {
        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        using var folder = new TempDir();
        var kubeconfig = folder.At("kubeconfig");
        File.WriteAllText(kubeconfig, """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{name: test, context: {cluster: test, user: test}}]
            clusters: [{name: test, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: test, user: {token: none}}]
            """);

        var ended = Command.Try(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), "run", "--kubeconfig", kubeconfig, "--metrics-address", $"127.0.0.1:{port}");

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal(
            $"k8smirror-operator: metrics cannot be served at 127.0.0.1:{port} (--metrics-address): Address already in use",
            ended.Error.Trim());
    }

    private static async Task<IHost> StartAsync(string address)
    {
        var options = new OperatorOptions { Namespace = "none", MetricsAddress = address, HealthAddress = "", LogLevel = Microsoft.Extensions.Logging.LogLevel.None };
        var host = OperatorHost.Build(options, new KubernetesClientConfiguration { Host = "http://127.0.0.1:1/" }, TimeProvider.System);
        await host.StartAsync(Ending);
        return host;
    }
}
