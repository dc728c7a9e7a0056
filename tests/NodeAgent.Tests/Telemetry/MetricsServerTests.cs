using System.Net;
using System.Net.Sockets;
using K8sMirror.NodeAgent.Telemetry;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Telemetry;

/// <summary>Where the pages can be served, and what is said where they cannot.</summary>
public sealed class MetricsServerTests : IDisposable
{
    private readonly LoopRig rig = new(Nic.Table("eth1", "eth2"));

    [Fact]
    public async Task Everywhere_means_all_three_pages_on_any_address()
    {
        var port = FreePort();
        using var server = Serve(MetricsAddress.Parse($"0.0.0.0:{port}")!);
        using var http = new HttpClient();
        foreach (var (page, text) in new[] { ("metrics", "k8smirror_build_info"), ("healthz", "ok"), ("readyz", "no spec") })
        {
            // Any address of this host; the name that the client calls it by does not matter either.
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.2:{port}/{page}"), TestContext.Current.CancellationToken);
            Assert.Contains(text, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void A_port_that_is_taken_is_named(string address)
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var text = $"{address}:{((IPEndPoint)other.LocalEndpoint).Port}";

        var refusal = Assert.Throws<IOException>(() => Serve(MetricsAddress.Parse(text)!));

        Assert.StartsWith($"metrics cannot be served at {text}: Address already in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_not_ours_is_named()
    {
        var refusal = Assert.Throws<IOException>(() => Serve(MetricsAddress.Parse("192.0.2.1:9464")!));

        Assert.StartsWith("metrics cannot be served at 192.0.2.1:9464: ", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => rig.Dispose();

    private MetricsServer Serve(MetricsAddress address) => new(address, rig.Meter, new(rig.State, rig.Source));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
