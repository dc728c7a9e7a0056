namespace K8sMirror.E2E.Cluster;

/// <summary>The chart's release in the tests' cluster.</summary>
internal static class Release
{
    /// <summary>Namespace of the release.</summary>
    public const string Namespace = "k8smirror";

    /// <summary>Installs it, or upgrades it to a tag, and waits until everything is ready.</summary>
    public static void Install(string tag, params IEnumerable<string> flags) => Script.Run([
        "helm", "upgrade", "--install", "k8smirror", Repository.At("deploy/helm/k8smirror"), "--namespace", Namespace, "--create-namespace",
        "--set", $"agent.image.tag={tag},operator.image.tag={tag}", "--wait", "--timeout", "300s", .. flags]);

    /// <summary>Uninstalls it, hook and all.</summary>
    public static void Uninstall() => Script.Run("helm", "uninstall", "k8smirror", "--namespace", Namespace, "--wait", "--timeout", "200s");
}
