using System.Text.Json;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Hears what the API server says of this node's NodeMirror; on one thread at a time.</summary>
internal interface INodeMirrorListener
{
    /// <summary>The object as it is; null: there is none. What was heard before counts no more.</summary>
    void Listed(JsonElement? item);

    /// <summary>It has changed; null: it was deleted.</summary>
    void Changed(JsonElement? item);

    /// <summary>The server is there.</summary>
    void Contacted();

    /// <summary>The server is not there, or refuses; tried again later.</summary>
    void Disconnected();
}
