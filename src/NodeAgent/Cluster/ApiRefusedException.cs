using System.Net;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>The API server answered, but not with what was asked for.</summary>
internal sealed class ApiRefusedException(HttpStatusCode status, string message, TimeSpan retryAfter = default) : Exception($"{(int)status}: {message}")
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>How long the server wants to be left alone; zero if it did not say.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
