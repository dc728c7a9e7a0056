namespace K8sMirror.Cluster.Direct;

/// <summary>The access that Kubernetes gives each pod.</summary>
public static class InCluster
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Reads the environment.</summary>
    /// <exception cref="ClusterAccessException">This is not a pod.</exception>
    public static ClusterAccess Find()
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new ClusterAccessException("this is not a pod (KUBERNETES_SERVICE_HOST is not set); give --kubeconfig");
        }
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return new()
        {
            Server = Uri.TryCreate($"https://{bracketed}:{port}/", UriKind.Absolute, out var server)
                ? server
                : throw new ClusterAccessException($"KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address: {host}, {port}"),
            CaFile = Path.Combine(Folder, "ca.crt"),
            TokenFile = Path.Combine(Folder, "token"),
        };
    }
}
