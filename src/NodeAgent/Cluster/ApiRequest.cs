using System.Text.Json;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>What all requests have in common.</summary>
internal static class ApiRequest
{
    /// <summary>Cancelled after this long at the latest.</summary>
    public static CancellationTokenSource Limit(TimeSpan patience, CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        return limit;
    }

    /// <summary>Throws if the server said no.</summary>
    /// <exception cref="ApiRefusedException">With what it said.</exception>
    public static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }
        var body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        throw new ApiRefusedException(response.StatusCode, Message(body) ?? response.ReasonPhrase ?? "", response.Headers.RetryAfter?.Delta ?? default);
    }

    private static string? Message(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ClusterJsonContext.Default.ApiStatus)?.Message;
        }
        catch (JsonException)
        {
            // A proxy in between answers with HTML.
            return null;
        }
    }
}
