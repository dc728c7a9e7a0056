using System.Text.Json;

namespace K8sMirror.Cluster.Direct;

/// <summary>Hears what the API server says of one object; on one thread at a time.</summary>
public interface IObjectListener
{
    /// <summary>The object as it is, or null if there is none. It replaces everything heard before.</summary>
    void Listed(JsonElement? item);

    /// <summary>It has changed; null if it was deleted.</summary>
    void Changed(JsonElement? item);

    /// <summary>The server answers again, or for the first time.</summary>
    void Connected();

    /// <summary>The server answers.</summary>
    void Contacted();

    /// <summary>The server does not answer, or refuses; tried again later.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isNews">False if it was so the last time, for the same reason.</param>
    void Disconnected(string reason, bool isNews);
}
