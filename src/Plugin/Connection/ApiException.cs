using System.Net;

namespace K8sMirror.Plugin.Connection;

/// <summary>The API server answered, but not with what was asked for.</summary>
internal sealed class ApiException(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>True for what the user's role does not allow.</summary>
    public bool IsForbidden => Status == HttpStatusCode.Forbidden;
}
