namespace K8sMirror.Cluster.Direct;

/// <summary>The access that Kubernetes gives each pod.</summary>
public static class InCluster
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Reads the environment.</summary>
    /// <exception cref="ClusterAccessException">This is not a pod, or the environment has no address.</exception>
    public static ClusterAccess Find()
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new ClusterAccessException("this is not a pod (KUBERNETES_SERVICE_HOST is not set); give --kubeconfig");
        }
        return new()
        {
            Server = Server(host, port),
            CaFile = Path.Combine(Folder, "ca.crt"),
            TokenFile = Path.Combine(Folder, "token"),
        };
    }

    /// <summary>The server at a host and a port. Kubernetes writes an IPv6 address without brackets; a person, who may set the variable, perhaps with them.</summary>
    /// <exception cref="ClusterAccessException">They are no address.</exception>
    public static Uri Server(string host, string port)
    {
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host;
        return Uri.TryCreate($"https://{bracketed}:{port}/", UriKind.Absolute, out var server)
            ? server
            : throw new ClusterAccessException($"KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address: {host}, {port}");
    }
}
