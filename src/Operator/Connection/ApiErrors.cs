using System.Net;
using System.Text.Json;
using k8s.Autorest;

namespace K8sMirror.Operator.Connection;

/// <summary>What a refused request means for the caller.</summary>
internal static class ApiErrors
{
    /// <summary>HTTP status of a refusal.</summary>
    public static HttpStatusCode Status(this HttpOperationException error) => error.Response?.StatusCode ?? 0;

    /// <summary>True when the server asks for patience: no sense in sending the next request now.</summary>
    public static bool IsOverload(this HttpOperationException error) =>
        error.Status() is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The message of the Status object in the response, or the HTTP status.</summary>
    public static string Reason(this HttpOperationException error)
    {
        try
        {
            using var document = JsonDocument.Parse(error.Response?.Content ?? "");
            if (document.RootElement.TryGetProperty("message", out var message))
            {
                return $"{(int)error.Status()} {message.GetString()}";
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers with HTML; the status says enough.
        }

        return $"{(int)error.Status()} {error.Status()}";
    }

    /// <summary>One line for a log.</summary>
    public static string Describe(Exception error) => error switch
    {
        HttpOperationException refused => refused.Reason(),
        HttpRequestException { InnerException: { } inner } => inner.Message,
        _ => error.Message,
    };
}
