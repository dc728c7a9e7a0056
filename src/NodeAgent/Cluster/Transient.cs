using System.Security.Cryptography;
using System.Text.Json;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Which exceptions come from outside and pass: the network, the server, files that are being rotated.</summary>
internal static class Transient
{
    /// <summary>True if it is worth trying again; false for bugs and for our own end.</summary>
    public static bool Is(Exception exception, CancellationToken ending) => exception switch
    {
        OperationCanceledException => !ending.IsCancellationRequested,
        HttpRequestException or IOException or UnauthorizedAccessException or ApiRefusedException or JsonException
            or CryptographicException => true,
        _ => false,
    };

    /// <summary>Why, in a few words; what wraps it says only that a request failed.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException { InnerException: TimeoutException { Message: var message } } => message,
        OperationCanceledException => "no answer in time",
        HttpRequestException { InnerException: { } inner } => Reason(inner),
        JsonException => $"an answer that is not the API's: {exception.Message}",
        _ => exception.Message,
    };
}
