using System.Security.Cryptography;
using System.Text.Json;

namespace K8sMirror.Cluster;

/// <summary>Exceptions with external, passing causes: the network, the server, files that are being rotated, lack of memory.</summary>
public static class Transient
{
    /// <summary>True if a retry makes sense; false for bugs, and if <paramref name="ending"/> was cancelled.</summary>
    public static bool Is(Exception exception, CancellationToken ending) => exception switch
    {
        OperationCanceledException => !ending.IsCancellationRequested,
        HttpRequestException or IOException or UnauthorizedAccessException or ApiRefusedException or JsonException
            or CryptographicException => true,
        _ => IsOutOfMemory(exception),
    };

    /// <summary>True if memory has run out, even if another exception wraps it, such as a sort's failed comparison or a task's exception.</summary>
    public static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException || (exception.InnerException is { } inner && IsOutOfMemory(inner));

    /// <summary>The cause in a few words, for a log or a status; outer exceptions say only that a request failed.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException { InnerException: TimeoutException { Message: var message } } => message,
        OperationCanceledException => "no answer in time",
        HttpRequestException { InnerException: { } inner } => Reason(inner),
        JsonException => $"an answer that is not the API's: {exception.Message}",
        _ => exception.Message,
    };
}
