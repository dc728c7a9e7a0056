using System.Net;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Watching;

/// <summary>Reads all objects of a kind once, in pages: for a command that ends, and needs no cache.</summary>
internal static class ObjectLister
{
    /// <summary>Reads them; none when the server does not know the kind.</summary>
    public static async Task<IReadOnlyList<Watched<T>>> ListAsync<T>(this ApiConnection api, ResourceKind<T> kind, CancellationToken cancellation)
        where T : class
    {
        var items = new List<Watched<T>>();
        var next = "";
        do
        {
            var path = $"{kind.Path}?limit={kind.PageSize}{(next.Length == 0 ? "" : "&continue=" + Uri.EscapeDataString(next))}";
            try
            {
                using var response = await api.GetAsync(path, cancellation).ConfigureAwait(false);
                using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
                using var page = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
                items.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(kind.Read).OfType<Watched<T>>());
                next = page.RootElement.GetProperty("metadata").TryGetProperty("continue", out var token) ? token.GetString() ?? "" : "";
            }
            catch (ApiRefusedException error) when (error.Status is HttpStatusCode.NotFound)
            {
                return [];
            }
        }
        while (next.Length > 0);
        return items;
    }
}
