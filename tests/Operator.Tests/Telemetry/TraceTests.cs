using System.Collections.Concurrent;
using System.Net;
using System.Text;
using K8sMirror.Operator.Tests.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Tests.Telemetry;

public sealed class TraceTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Export = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    [Fact]
    public async Task Passes_and_writes_go_to_the_collector_that_was_named()
    {
        var received = new ConcurrentQueue<(string Path, string Body)>();
        await using var collector = await CollectAsync(received);
        await Cluster.AddNodeAsync("node-a");

        await using (await RunningOperator.StartAsync(Cluster.Server, with: options => options with { OtlpEndpoint = new(collector.Urls.Single()) }))
        {
            await Cluster.SessionsBecomeAsync("node-a", "");
        }

        // Spans that were not sent yet are sent when it ends.
        Assert.All(received, call => Assert.Equal(Export, call.Path));
        var spans = string.Concat(received.Select(call => call.Body));
        Assert.All((string[])["k8smirror-operator", "reconcile", "apply NodeMirror", "node-a"], name => Assert.Contains(name, spans, StringComparison.Ordinal));
    }

    /// <summary>A collector that accepts everything, by gRPC over HTTP/2 without TLS, which is OTLP's default.</summary>
    private static async Task<WebApplication> CollectAsync(ConcurrentQueue<(string Path, string Body)> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await collector.StartAsync();
        return collector;
    }
}
