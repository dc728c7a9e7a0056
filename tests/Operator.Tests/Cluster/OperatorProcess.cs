using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>One replica as a separate process, to be killed and paused.</summary>
internal sealed class OperatorProcess : IDisposable
{
    private readonly HttpClient http;

    public OperatorProcess(ApiServer server, string name, string leaseDuration = "6s", string? kubeconfig = null)
    {
        var port = LoopbackPort.Free();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(1) };
        Process = ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), "run", "--kubeconfig", kubeconfig ?? server.Kubeconfig(ApiServerFixture.OperatorUser),
                "--namespace", ChartAccount.Namespace, "--lease-duration", leaseDuration, "--metrics-address", $"127.0.0.1:{port}", "--health-address", "",
            ],
            Path.Combine(server.Folder, $"operator-{name}.log"));
    }

    public ChildProcess Process { get; }

    public async Task<bool> LeadsAsync()
    {
        try
        {
            return (await http.GetStringAsync("metrics")).Split('\n')
                .Contains("k8smirror_operator_leader{} 1");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public Task LeadsSoonAsync(string who) => EventuallyAsync.True(LeadsAsync, $"{who} leads");

    public Task ReadyAsync() => EventuallyAsync.True(
        async () =>
        {
            using var response = await http.GetAsync("readyz");
            return response.IsSuccessStatusCode;
        },
        "a replica is ready");

    public void Dispose()
    {
        Process.Dispose();
        http.Dispose();
    }
}
