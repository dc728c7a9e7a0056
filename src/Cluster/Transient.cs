using System.Security.Cryptography;
using System.Text.Json;

namespace K8sMirror.Cluster;

/// <summary>Exceptions that come from outside and pass: the network, the server, files that are being rotated, memory that has run out.</summary>
public static class Transient
{
    /// <summary>True if it is worth trying again; false for bugs, and when <paramref name="ending"/> was cancelled.</summary>
    public static bool Is(Exception exception, CancellationToken ending) => exception switch
    {
        OperationCanceledException => !ending.IsCancellationRequested,
        HttpRequestException or IOException or UnauthorizedAccessException or ApiRefusedException or JsonException
            or CryptographicException => true,
        _ => IsOutOfMemory(exception),
    };

    /// <summary>True if memory has run out, which others report as theirs: a sort says that the comparison failed, a task that something in it did.</summary>
    public static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException || (exception.InnerException is { } inner && IsOutOfMemory(inner));

    /// <summary>Why, in a few words, for a log or a status: the exceptions outside say only that a request failed.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException { InnerException: TimeoutException { Message: var message } } => message,
        OperationCanceledException => "no answer in time",
        HttpRequestException { InnerException: { } inner } => Reason(inner),
        JsonException => $"an answer that is not the API's: {exception.Message}",
        _ => exception.Message,
    };
}
