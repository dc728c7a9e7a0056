using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Serving;

/// <summary>
/// Serves the probes <c>/healthz</c> and <c>/readyz</c> on a separate port, so that the kubelet is answered whatever happens on the metrics port.
/// </summary>
public sealed class ProbeServer : IAsyncDisposable
{
    private readonly PageListener listener;

    private ProbeServer(PageListener listener) => this.listener = listener;

    /// <summary>Starts to serve.</summary>
    /// <param name="address">Where.</param>
    /// <param name="health">Answer of <c>/healthz</c>.</param>
    /// <param name="readiness">Answer of <c>/readyz</c>.</param>
    /// <param name="logs">Where the server logs its own errors.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="IOException">The address cannot be bound; the message names it and the option.</exception>
    public static async Task<ProbeServer> StartAsync(
        ServingAddress address, Func<ProbeAnswer> health, Func<ProbeAnswer> readiness, ILoggerFactory logs, CancellationToken cancellation) =>
        new(await PageListener.StartAsync(
            address, ListenerLimits.Probes,
            pages => pages.Run(context => context.Probe(health, readiness) is { } answer
                ? context.WriteAsync(answer)
                : context.WriteAsync(StatusCodes.Status404NotFound, "/healthz, /readyz")),
            logs, ("probes", "--health-address"), cancellation).ConfigureAwait(false));

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
