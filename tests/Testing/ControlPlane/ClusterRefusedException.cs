using System.Net;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>The API server refused a request of a test.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="body">The server's response, a Status object.</param>
public sealed class ClusterRefusedException(HttpStatusCode status, string body) : Exception($"{(int)status}: {body}")
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The server's response.</summary>
    public string Body { get; } = body;
}
