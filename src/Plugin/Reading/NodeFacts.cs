using K8sMirror.Core.Planning;

namespace K8sMirror.Plugin.Reading;

/// <summary>A node, as far as it matters here.</summary>
/// <param name="Node">What planning looks at.</param>
/// <param name="IsReady">The kubelet says that it is ready.</param>
internal sealed record NodeFacts(ClusterNode Node, bool IsReady)
{
    public string Name => Node.Name;
}
