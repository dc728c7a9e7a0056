using System.Net;
using System.Net.Sockets;
using System.Text;
using K8sMirror.NodeAgent.Telemetry;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Serving;
using K8sMirror.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.NodeAgent.Tests.Telemetry;

/// <summary>Where the pages can be served, to whom, and the message if they cannot.</summary>
public sealed class MetricsServerTests : IDisposable
{
    private readonly LoopRig rig = new(Nic.Table("eth1", "eth2"));
    private readonly int port = LoopbackPort.Free();
    private readonly HttpClient http = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.2")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("::1", "[::1]")]
    [InlineData("[::]", "[::1]")]
    [InlineData("[::]", "127.0.0.2")]
    [InlineData("", "127.0.0.1")]
    public async Task All_pages_are_served_whatever_name_the_client_has_for_the_address(string address, string from)
    {
        Assert.SkipWhen(from == "[::1]" && !Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var server = Serve($"{address}:{port}");
        http.DefaultRequestHeaders.Host = "another.name";
        foreach (var (page, status, text) in new[]
        {
            ("metrics", HttpStatusCode.OK, "k8smirror_agent_build_info{"), ("metrics/", HttpStatusCode.OK, "k8smirror_agent_build_info{"), ("healthz", HttpStatusCode.OK, "ok"),
            ("healthz?verbose", HttpStatusCode.OK, "ok"), ("readyz", HttpStatusCode.ServiceUnavailable, "no spec"), ("", HttpStatusCode.NotFound, "/metrics"),
            ("metrics/x", HttpStatusCode.NotFound, "/metrics"),
        })
        {
            using var answer = await http.GetAsync(new Uri($"http://{from}:{port}/{page}"), Ending);
            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(text, await answer.Content.ReadAsStringAsync(Ending), StringComparison.Ordinal);
            Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Who_asks_for_the_head_alone_gets_it_and_nothing_can_be_changed()
    {
        using var server = Serve($"127.0.0.1:{port}");
        foreach (var page in new[] { "metrics", "healthz" })
        {
            using var head = await http.SendAsync(new(HttpMethod.Head, $"http://127.0.0.1:{port}/{page}"), Ending);
            Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync(Ending)));
        }
        using var post = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/metrics"), null, Ending);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task Silence_nonsense_and_half_a_request_hinder_nobody_and_not_the_end()
    {
        using (Serve($"127.0.0.1:{port}"))
        {
            using var silent = new TcpClient("127.0.0.1", port);
            using var half = new TcpClient("127.0.0.1", port);
            await half.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: a"u8.ToArray(), Ending);
            using var nonsense = new TcpClient("127.0.0.1", port);
            await nonsense.GetStream().WriteAsync(new byte[40_000], Ending);
            // Sends a request, but never reads.
            using var deaf = new TcpClient("127.0.0.1", port);
            await deaf.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", 200))), Ending);

            Assert.Equal("ok\n", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/healthz"), Ending));
            Assert.Contains("k8smirror_agent_build_info{", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Ending), StringComparison.Ordinal);
        }
        using var next = Serve($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task Who_asks_before_there_is_anything_to_show_waits_for_it_and_probes_do_not()
    {
        using var server = Open($"127.0.0.1:{port}");
        var metrics = http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Ending);

        Assert.Equal("ok\n", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/healthz"), Ending));
        server.CollectAfter(rig.State.FirstPass);
        Assert.False(metrics.IsCompleted);
        rig.Want(Ask.Session("a", ["eth1"], ["eth2"]));
        Assert.Contains("k8smirror_session_programmed{", await metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    public void A_port_that_is_taken_is_named(string address)
    {
        using var other = new TcpListener(IPAddress.Any, port);
        other.Start();

        var refusal = Assert.Throws<IOException>(() => Serve($"{address}:{port}"));

        Assert.Equal($"metrics cannot be served at {address}:{port} (--metrics-address): Address already in use", refusal.Message);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("[2001:db8::1]")]
    public void An_address_that_is_not_ours_is_named(string address)
    {
        var refusal = Assert.Throws<IOException>(() => Serve($"{address}:9464"));

        Assert.StartsWith($"metrics cannot be served at {address}:9464 (--metrics-address): ", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        http.Dispose();
        rig.Dispose();
    }

    private MetricsServer Serve(string address)
    {
        var server = Open(address);
        server.CollectAfter(Task.CompletedTask);
        return server;
    }

    private MetricsServer Open(string address) =>
        new(ServingAddress.Parse(address)!, rig.Meter, new(rig.State, rig.Source), NullLoggerFactory.Instance);
}
