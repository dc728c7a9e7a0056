using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace K8sMirror.Serving;

/// <summary>Serves <c>/metrics</c> for Prometheus, and the probes <c>/healthz</c> and <c>/readyz</c> on the same port, over HTTP/1.1.</summary>
public sealed class PageServer : IAsyncDisposable
{
    // A scraper, the kubelet, a person with curl. Who holds more than these open is turned away; who says nothing is let go of soon.
    private const int MostConnections = 64;
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(75);
    // Well below the ten seconds that the chart gives an agent to end.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);
    private readonly WebApplication pages;

    private PageServer(WebApplication pages) => this.pages = pages;

    /// <summary>Begins to serve; what <paramref name="metrics"/> has must come from a provider made with <see cref="PrometheusPage.AddPage"/>.</summary>
    /// <param name="address">Where.</param>
    /// <param name="metrics">What <c>/metrics</c> shows.</param>
    /// <param name="health">Answer of <c>/healthz</c>.</param>
    /// <param name="readiness">Answer of <c>/readyz</c>.</param>
    /// <param name="logs">Where the server's own troubles go.</param>
    /// <param name="collectable">
    /// Who asks for metrics before this is done waits for it: a page without series would be taken as the word that there are none. Canceled: nobody
    /// gets any.
    /// </param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">The address cannot be bound; the message names it and the option.</exception>
    public static async Task<PageServer> StartAsync(
        ServingAddress address, MeterProvider metrics, Func<ProbeAnswer> health, Func<ProbeAnswer> readiness, ILoggerFactory logs, Task collectable,
        CancellationToken cancellation)
    {
        // Empty: no settings files, none of which are watched for changes, and no environment variables that open other ports.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = "/" });
        builder.Services.AddSingleton(logs).Configure<HostOptions>(host => host.ShutdownTimeout = EndPatience);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = RequestPatience;
            kestrel.Limits.KeepAliveTimeout = IdlePatience;
            // A machine without IPv6 has no "every address" but IPv4's.
            var host = address.Host.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : address.Host;
            kestrel.Listen(host, address.Port, listener => listener.Protocols = HttpProtocols.Http1);
        });
        var pages = builder.Build();
        pages.Use((context, next) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? next(context)
            : WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "GET only"));
        pages.Use((context, next) => Page(context) != "/metrics" || collectable.IsCompletedSuccessfully ? next(context) : WaitAsync(context, next, collectable));
        pages.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, context => Page(context) == "/metrics", null, null, null);
        pages.Run(context => Page(context) switch
        {
            "/healthz" => WriteAsync(context, health()),
            "/readyz" => WriteAsync(context, readiness()),
            _ => WriteAsync(context, StatusCodes.Status404NotFound, "/metrics, /healthz, /readyz"),
        });
        try
        {
            await pages.StartAsync(cancellation).ConfigureAwait(false);
            return new(pages);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await pages.DisposeAsync().ConfigureAwait(false);
            var reason = e.InnerException?.InnerException ?? e.InnerException ?? e;
            throw new IOException($"metrics and health cannot be served at {address} (--metrics-address): {reason.Message}", e);
        }
    }

    /// <summary>Stops listening; whoever is being answered gets the whole answer, if that takes no longer than three seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await pages.StopAsync().ConfigureAwait(false);
        await pages.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task WaitAsync(HttpContext context, RequestDelegate next, Task collectable)
    {
        try
        {
            await collectable.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "there are no metrics: the process ends").ConfigureAwait(false);
            return;
        }
        await next(context).ConfigureAwait(false);
    }

    private static string? Page(HttpContext context) => context.Request.Path.Value?.TrimEnd('/');

    private static Task WriteAsync(HttpContext context, ProbeAnswer answer) =>
        WriteAsync(context, answer.IsGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, answer.Text);

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }
}
