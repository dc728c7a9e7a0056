namespace K8sMirror.Plugin.Reading;

/// <summary>A pod of K8sMirror.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Component"><c>agent</c> or <c>operator</c>.</param>
/// <param name="Node">Node that it runs on; empty if not scheduled yet.</param>
/// <param name="Address">Its address; empty if it has none yet.</param>
/// <param name="MetricsPort">Container port named <c>metrics</c>; 0 if there is none.</param>
/// <param name="IsReady">True if it is ready.</param>
/// <param name="Image">Image of its first container.</param>
internal sealed record ComponentPod(
    string Namespace, string Name, string Component, string Node, string Address, int MetricsPort, bool IsReady, string Image)
{
    /// <summary>Path of one of its pages behind the API server's proxy.</summary>
    public string ProxyPath(string page) => $"api/v1/namespaces/{Namespace}/pods/http:{Name}:{MetricsPort}/proxy/{page}";

    /// <summary>The Host header that its own server expects.</summary>
    public string Host => Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]:{MetricsPort}" : $"{Address}:{MetricsPort}";
}
