using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using K8sMirror.Serving;
using K8sMirror.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace K8sMirror.Operator.Tests.Telemetry;

/// <summary>Connections that send nothing, or only half a request, do not lock out the kubelet or Prometheus.</summary>
public sealed class CrowdedPortTests : IAsyncLifetime
{
    private readonly int port = LoopbackPort.Free();
    private readonly int health = LoopbackPort.Free();
    private readonly Meter meter = new("crowded-port");
    private readonly MeterProvider metrics = Sdk.CreateMeterProviderBuilder().AddMeter("crowded-port").AddPage().Build();
    private readonly List<TcpClient> crowd = [];
    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };
    private PageServer pages = null!;
    private ProbeServer probes = null!;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        pages = await PageServer.StartAsync(
            new(IPAddress.Any, port), metrics, () => new(true, "ok"), () => new(true, "ok"), NullLoggerFactory.Instance, Task.CompletedTask, Ending);
        probes = await ProbeServer.StartAsync(new(IPAddress.Any, health), () => new(true, "ok"), () => new(false, "not yet"), NullLoggerFactory.Instance, Ending);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a")]
    public async Task Connections_without_a_whole_request_keep_no_probe_out(string text)
    {
        foreach (var port in new[] { health, this.port })
        {
            await CrowdAsync(port, 200, text);

            for (var i = 0; i < 20; i++)
            {
                Assert.Equal("ok\n", await http.GetStringAsync($"http://127.0.0.1:{port}/healthz", Ending));
            }
        }
    }

    [Fact]
    public async Task Probes_that_are_answered_and_never_read_keep_no_probe_out()
    {
        await CrowdAsync(health, 200, string.Concat(Enumerable.Repeat("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 100)));

        Assert.Equal("ok\n", await http.GetStringAsync($"http://127.0.0.1:{health}/healthz", Ending));
    }

    [Fact]
    public async Task Idle_connections_end_soon()
    {
        await CrowdAsync(health, 1, "");
        await CrowdAsync(port, 1, "GET /metrics HTTP/1.1\r\n");

        // If they are not closed, the runner ends this test.
        foreach (var client in crowd)
        {
            // A client that sent half a request gets an error response, then the connection is closed.
            var buffer = new byte[1024];
            int read;
            do
            {
                read = await client.GetStream().ReadAsync(buffer, Ending);
            }
            while (read > 0);
            Assert.Equal(0, read);
        }
    }

    [Fact]
    public async Task The_probes_port_has_probes_only_and_ends_each_connection()
    {
        var ready = await http.GetAsync($"http://127.0.0.1:{health}/readyz", Ending);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not yet\n", true), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Ending), ready.Headers.ConnectionClose));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"http://127.0.0.1:{health}/metrics", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync($"http://127.0.0.1:{health}/healthz", null, Ending)).StatusCode);
    }

    /// <summary>The kernel's buffers take only part of a page of megabytes, as nodes with thousands of edges have.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Pages_that_are_never_read_keep_nobody_from_theirs(int readers)
    {
        const int Series = 1500;
        var label = new string('x', 8000);
        meter.CreateObservableGauge("large", () => Enumerable.Range(0, Series).Select(i => new Measurement<int>(i, new KeyValuePair<string, object?>("label", $"{i}{label}"))));
        for (var i = 0; i < readers; i++)
        {
            var client = new TcpClient { ReceiveBufferSize = 4096 };
            crowd.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, port, Ending);
            await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Ending);
            // The response has begun.
            await client.GetStream().ReadExactlyAsync(new byte[1], Ending);
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Series, (await http.GetStringAsync($"http://127.0.0.1:{port}/metrics", Ending)).Split("large{").Length - 1);
        }
        Assert.Equal(readers > PageCopies.Most, await IsCutAsync(crowd[0]));
    }

    /// <summary>What a client sends while its page is made stays in the kernel, which stops the client: by itself the server takes a megabyte of each.</summary>
    [Fact]
    public async Task Requests_that_wait_for_an_answer_take_no_memory()
    {
        using var isMade = new ManualResetEventSlim();
        meter.CreateObservableGauge("slow", () =>
        {
            isMade.Wait(Ending);
            return 1;
        });
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, port, Ending);
        var request = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", 400)));
        client.Blocking = false;
        var (sent, waits) = (0, 0);
        while (waits < 50)
        {
            sent += client.Send(request, 0, request.Length, SocketFlags.None, out var error);
            waits = error == SocketError.WouldBlock ? waits + 1 : 0;
            await Task.Delay(error == SocketError.WouldBlock ? 20 : 0, Ending);
        }
        isMade.Set();

        Assert.InRange(sent, 1, 1024 * 1024);
    }

    [Fact]
    public void There_is_memory_for_little_and_none_for_more_than_the_process_may_take()
    {
        Assert.True(MemoryRoom.IsThereFor(1));
        Assert.False(MemoryRoom.IsThereFor(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
    }

    /// <summary>Whether the server closed it before everything was sent.</summary>
    private static async Task<bool> IsCutAsync(TcpClient client)
    {
        var (left, buffer) = (12_000_000, new byte[1024 * 1024]);
        try
        {
            for (int read; left > 0 && (read = await client.GetStream().ReadAsync(buffer, Ending)) > 0;)
            {
                left -= read;
            }
        }
        catch (IOException)
        {
        }
        return left > 0;
    }

    /// <summary>Connections that stay open; it does not matter if the other side has already closed one.</summary>
    private async Task CrowdAsync(int port, int count, string text)
    {
        for (var i = 0; i < count; i++)
        {
            var client = new TcpClient();
            crowd.Add(client);
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, Ending);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Ending);
            }
            catch (Exception error) when (error is IOException or SocketException)
            {
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        crowd.ForEach(client => client.Dispose());
        http.Dispose();
        await probes.DisposeAsync();
        await pages.DisposeAsync();
        metrics.Dispose();
        meter.Dispose();
    }
}
