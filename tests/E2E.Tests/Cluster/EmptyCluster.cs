using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Cluster;

/// <summary>A cluster before K8sMirror is installed, or after it was removed.</summary>
internal static class EmptyCluster
{
    private const string Crds = "trafficmirrors.k8smirror.io,nodemirrors.k8smirror.io,addresssets.k8smirror.io";
    private const string ClusterScoped = "clusterrole,clusterrolebinding,crd,priorityclass,validatingwebhookconfiguration,mutatingwebhookconfiguration";
    private const string Namespaced = "all,configmap,secret,sa,role,rolebinding,pdb,networkpolicy,lease,ingress";

    /// <summary>Uninstalls, and removes everything that an uninstall keeps.</summary>
    public static void Make()
    {
        if (Script.Try("helm", "status", "k8smirror", "--namespace", Release.Namespace).ExitCode == 0)
        {
            Release.Uninstall();
        }
        Remove();
    }

    /// <summary>Deletes what the documentation says to delete after an uninstall: the CRDs, with every mirror, and the namespace.</summary>
    public static void Remove()
    {
        _ = Kubectl.Run(["delete", "crd", .. Crds.Split(','), "--ignore-not-found", "--timeout=60s"]);
        _ = Kubectl.Run("delete", "namespace", Release.Namespace, "--ignore-not-found", "--timeout=120s");
    }

    /// <summary>Checks that nothing of ours is in the API server or on a node.</summary>
    public static void Check()
    {
        Assert.Empty(Ours(ClusterScoped));
        Assert.NotEqual(0, Kubectl.Try("get", "namespace", Release.Namespace).ExitCode);
        Assert.All(ClusterFixture.Nodes, node => Assert.Empty(node.Traces()));
    }

    /// <summary>Checks that, after <c>helm uninstall</c>, only the CRDs and the mirrors are left, as documented.</summary>
    public static void CheckUninstalled(IReadOnlyList<string> mirrors)
    {
        Assert.All(ClusterFixture.Nodes, node => Assert.Empty(node.Traces()));
        Assert.Equal(["customresourcedefinition.apiextensions.k8s.io/addresssets.k8smirror.io", "customresourcedefinition.apiextensions.k8s.io/nodemirrors.k8smirror.io", "customresourcedefinition.apiextensions.k8s.io/trafficmirrors.k8smirror.io"], Ours(ClusterScoped));
        Assert.Equal(mirrors.Order(StringComparer.Ordinal).Select(name => $"trafficmirror.k8smirror.io/{name}"), Lines(Kubectl.Run("get", "tm,nmir", "-o", "name")));
        Assert.All(mirrors, mirror => Assert.Empty(Kubectl.Mirror(mirror)!.Metadata.Finalizers ?? []));
        // Helm does not wait until the last pod has ended; objects in every namespace are not ours. Before Kubernetes 1.24 the token's name is random.
        var everywhere = NamesIn("default");
        Eventually.Equal("", () => string.Join(' ', NamesIn(Release.Namespace).Except(everywhere)));
    }

    private static IEnumerable<string> Ours(string kinds) =>
        Lines(Kubectl.Run("get", kinds, "-o", "name")).Where(name => name.Contains("k8smirror", StringComparison.Ordinal));

    private static IReadOnlyList<string> NamesIn(string ns) =>
        [.. Lines(Kubectl.Run("-n", ns, "get", Namespaced, "-o", "name")).Where(name => !name.StartsWith("secret/default-token-", StringComparison.Ordinal))];

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
