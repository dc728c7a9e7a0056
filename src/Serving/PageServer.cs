using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace K8sMirror.Serving;

/// <summary>Serves <c>/metrics</c> for Prometheus, and the pages of <see cref="ProbeServer"/> for people and <c>helm test</c>.</summary>
public sealed class PageServer : IAsyncDisposable
{
    private readonly PageListener listener;

    private PageServer(PageListener listener) => this.listener = listener;

    /// <summary>Starts to serve; <paramref name="metrics"/> must have been built with <see cref="PrometheusPage.AddPage"/>.</summary>
    /// <param name="address">Where.</param>
    /// <param name="metrics">What <c>/metrics</c> shows.</param>
    /// <param name="health">Answer of <c>/healthz</c>.</param>
    /// <param name="readiness">Answer of <c>/readyz</c>.</param>
    /// <param name="logs">Where the server logs its own errors.</param>
    /// <param name="collectable">
    /// Requests for metrics wait for this: a page without series would mean that there are none. If it is canceled, they get status 503.
    /// </param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">The address cannot be bound; the message names it and the option.</exception>
    public static async Task<PageServer> StartAsync(
        ServingAddress address, MeterProvider metrics, Func<ProbeAnswer> health, Func<ProbeAnswer> readiness, ILoggerFactory logs, Task collectable,
        CancellationToken cancellation) =>
        new(await PageListener.StartAsync(
            address, ListenerLimits.Metrics,
            pages =>
            {
                pages.Use((context, next) => context.Name() != "/metrics" || collectable.IsCompletedSuccessfully ? next(context) : WaitAsync(context, next, collectable));
                pages.Use(next => context => context.Name() == "/metrics" ? PageCopies.AnswerAsync(context, next) : next(context));
                pages.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, context => context.Name() == "/metrics", null, null, null);
                pages.Run(context => context.Probe(health, readiness) is { } answer
                    ? context.WriteAsync(answer)
                    : context.WriteAsync(StatusCodes.Status404NotFound, "/metrics, /healthz, /readyz"));
            },
            logs, ("metrics", "--metrics-address"), cancellation).ConfigureAwait(false));

    /// <summary>Stops listening; requests in progress get their whole answer if that takes at most three seconds.</summary>
    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private static async Task WaitAsync(HttpContext context, RequestDelegate next, Task collectable)
    {
        try
        {
            await collectable.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await context.WriteAsync(StatusCodes.Status503ServiceUnavailable, "no metrics: the process is shutting down").ConfigureAwait(false);
            return;
        }
        await next(context).ConfigureAwait(false);
    }
}
