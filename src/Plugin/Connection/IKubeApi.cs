using System.Text.Json;
using K8sMirror.Cluster;

namespace K8sMirror.Plugin.Connection;

/// <summary>Reads from an API server. This program never changes anything in a cluster.</summary>
internal interface IKubeApi
{
    /// <summary>One object.</summary>
    /// <exception cref="ApiRefusedException">Refused.</exception>
    Task<JsonElement> GetAsync(string path, CancellationToken cancellation);

    /// <summary>All items of a list, page by page.</summary>
    /// <exception cref="ApiRefusedException">Refused.</exception>
    Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellation);

    /// <summary>A text, such as a log or a page of metrics. <paramref name="host"/>: the Host header for a server behind the API server's proxy.</summary>
    /// <exception cref="ApiRefusedException">Refused.</exception>
    Task<string> GetTextAsync(string path, string? host, CancellationToken cancellation);
}
