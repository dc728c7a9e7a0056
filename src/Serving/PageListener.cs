using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Serving;

/// <summary>One port with read-only pages, over HTTP/1.1.</summary>
internal sealed class PageListener : IAsyncDisposable
{
    // Well below the ten seconds that the chart gives an agent to stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);
    // A slower client would not get a page of a megabyte within a scraper's timeout; it would only occupy a place.
    private static readonly MinDataRate LowestRate = new(64 * 1024, TimeSpan.FromSeconds(5));
    // For the headers of a request, and for what a client sends before it has its answer: by default a megabyte for each connection.
    private const int RequestRoom = 16 * 1024;
    private readonly WebApplication pages;

    private PageListener(WebApplication pages) => this.pages = pages;

    /// <summary>Starts to listen.</summary>
    /// <param name="address">Where.</param>
    /// <param name="limits">Limits of its connections.</param>
    /// <param name="use">Adds the pages.</param>
    /// <param name="logs">Where the server logs its own errors.</param>
    /// <param name="what">What is served and the option that says where, for the message.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">The address cannot be bound; the message names it and the option.</exception>
    public static async Task<PageListener> StartAsync(
        ServingAddress address, ListenerLimits limits, Action<WebApplication> use, ILoggerFactory logs, (string Subject, string Option) what, CancellationToken cancellation)
    {
        // Empty: no settings files, which would be watched for changes, and no environment variables that open other ports.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = "/" });
        builder.Services.AddSingleton(logs).Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = RequestRoom);
        var gate = new ConnectionGate(limits);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = limits.Headers;
            kestrel.Limits.KeepAliveTimeout = limits.Idle;
            kestrel.Limits.MinResponseDataRate = LowestRate;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = RequestRoom;
            // Without IPv6, only IPv4 has an "every address".
            var host = address.Host.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : address.Host;
            kestrel.Listen(host, address.Port, listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                listener.Use(next => connection => gate.PassAsync(connection, next));
            });
        });
        var pages = builder.Build();
        pages.Use(next => context => ConnectionGate.AnswerAsync(context, next));
        pages.Use((context, next) =>
        {
            if (!limits.KeepAlive)
            {
                context.Response.Headers.Connection = "close";
            }
            return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
                ? next(context)
                : context.WriteAsync(StatusCodes.Status405MethodNotAllowed, "GET only");
        });
        use(pages);
        try
        {
            await pages.StartAsync(cancellation).ConfigureAwait(false);
            return new(pages);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await pages.DisposeAsync().ConfigureAwait(false);
            var reason = e.InnerException?.InnerException ?? e.InnerException ?? e;
            throw new IOException($"{what.Subject} cannot be served at {address} ({what.Option}): {reason.Message}", e);
        }
    }

    /// <summary>Stops listening; requests in progress get their whole answer if that takes at most three seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await pages.StopAsync().ConfigureAwait(false);
        await pages.DisposeAsync().ConfigureAwait(false);
    }
}
