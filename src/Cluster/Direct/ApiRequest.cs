
namespace K8sMirror.Cluster.Direct;

/// <summary>What all requests have in common.</summary>
public static class ApiRequest
{
    /// <summary>A source that is cancelled after <paramref name="timeout"/> at the latest.</summary>
    public static CancellationTokenSource Limit(TimeSpan timeout, CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        return limit;
    }

    /// <summary>Throws if the server refused.</summary>
    /// <exception cref="ApiRefusedException">With the server's message.</exception>
    public static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }
        var body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        throw ApiRefusedException.Of(response.StatusCode, body, response.Headers.RetryAfter?.Delta ?? default);
    }
}
