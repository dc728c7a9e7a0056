using System.Text.Json;

namespace K8sMirror.Cluster.Direct;

/// <summary>Receives what the API server reports about one object; called by one thread at a time.</summary>
public interface IObjectListener
{
    /// <summary>The current object, or null if there is none. It replaces everything reported before.</summary>
    void Listed(JsonElement? item);

    /// <summary>The object has changed; null if it was deleted.</summary>
    void Changed(JsonElement? item);

    /// <summary>The server answers again, or for the first time.</summary>
    void Connected();

    /// <summary>The server has answered.</summary>
    void Contacted();

    /// <summary>The server does not answer, or refuses; this is retried later.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isNews">False if the last attempt failed for the same reason.</param>
    void Disconnected(string reason, bool isNews);
}
