namespace K8sMirror.Testing.ControlPlane;

/// <summary>Paths of etcd and kube-apiserver.</summary>
/// <param name="Etcd">Path of etcd.</param>
/// <param name="ApiServer">Path of kube-apiserver.</param>
public sealed record ControlPlaneBinaries(string Etcd, string ApiServer)
{
    /// <summary>
    /// Searches the same places as <c>scripts/control-plane.sh</c>: K8SMIRROR_KUBE_BIN, KUBEBUILDER_ASSETS, /usr/local/kubebuilder/bin, then the
    /// newest version in the cache. etcd may also be on PATH. If nothing is found, throws with instructions: a test that is silently
    /// skipped proves nothing.
    /// </summary>
    public static ControlPlaneBinaries Find()
    {
        foreach (var folder in Folders())
        {
            var server = Path.Combine(folder, "kube-apiserver");
            if (File.Exists(server))
            {
                return new ControlPlaneBinaries(FindEtcd(folder), server);
            }
        }

        throw new FileNotFoundException("kube-apiserver was not found: run scripts/control-plane.sh --server, or set KUBEBUILDER_ASSETS.");
    }

    private static IEnumerable<string> Folders()
    {
        foreach (var variable in (string[])["K8SMIRROR_KUBE_BIN", "KUBEBUILDER_ASSETS"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder)
            {
                yield return folder;
            }
        }

        yield return "/usr/local/kubebuilder/bin";
        var cache = Environment.GetEnvironmentVariable("K8SMIRROR_CACHE") is { Length: > 0 } moved ? moved
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/k8smirror");
        var versions = Path.Combine(cache, "kube");
        if (Directory.Exists(versions))
        {
            foreach (var folder in Directory.GetDirectories(versions)
                .OrderByDescending(f => Version.TryParse(Path.GetFileName(f), out var v) ? v : new Version()))
            {
                yield return folder;
            }
        }
    }

    private static string FindEtcd(string folder) =>
        ((string[])[folder, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')])
            .Select(f => Path.Combine(f, "etcd")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("etcd was not found beside kube-apiserver or on PATH: apt-get install etcd-server");
}
