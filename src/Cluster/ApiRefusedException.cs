using System.Net;
using System.Text.Json;

namespace K8sMirror.Cluster;

/// <summary>The API server refused a request. All programs read such a response here.</summary>
public sealed class ApiRefusedException : Exception
{
    private ApiRefusedException(HttpStatusCode status, string message, TimeSpan retryAfter)
        : base(message) => (Status, RetryAfter) = (status, retryAfter);

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The server's Retry-After; zero if there is none.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>True if the role of the caller does not allow the request.</summary>
    public bool IsForbidden => Status == HttpStatusCode.Forbidden;

    /// <summary>True if the server is overloaded: the next request would be refused, too.</summary>
    public bool IsOverload => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>From an HTTP response.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body: a Status object of the API, or anything else.</param>
    /// <param name="retryAfter">The header of that name; zero if there is none.</param>
    public static ApiRefusedException Of(HttpStatusCode status, string? body, TimeSpan retryAfter = default)
    {
        // The server's message adds nothing to this status.
        var message = status == HttpStatusCode.Unauthorized ? "the API server does not accept these credentials" : Words(body) ?? status.ToString();
        return new(status, $"{message} ({(int)status})", retryAfter);
    }

    /// <summary>From an ERROR event of a watch.</summary>
    /// <param name="item">The event's Status object.</param>
    /// <exception cref="JsonException">It is not an object.</exception>
    public static ApiRefusedException OfEvent(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("an ERROR event without a Status");
        }
        var status = item.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)
            ? (HttpStatusCode)number
            : HttpStatusCode.InternalServerError;
        return new(status, $"{Words(item) ?? status.ToString()} ({(int)status})", default);
    }

    private static string? Words(string? body)
    {
        try
        {
            using var document = JsonDocument.Parse(body ?? "");
            return Words(document.RootElement);
        }
        catch (JsonException)
        {
            // A proxy in between may answer with HTML.
            return null;
        }
    }

    private static string? Words(JsonElement status) =>
        status.ValueKind == JsonValueKind.Object && status.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
        && message.GetString() is { Length: > 0 } text ? text : null;
}
