using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>The chart's release in the test cluster.</summary>
internal static class Release
{
    /// <summary>Namespace of the release.</summary>
    public const string Namespace = "k8smirror";

    /// <summary>Installs it, or upgrades it to a tag, and waits until everything is ready.</summary>
    public static void Install(string tag, params IEnumerable<string> flags) => Script.Run([
        "helm", "upgrade", "--install", "k8smirror", Repository.At("deploy/helm/k8smirror"), "--namespace", Namespace, "--create-namespace",
        "--set", $"agent.image.tag={tag},operator.image.tag={tag}", "--wait", "--timeout", "300s", .. flags]);

    /// <summary><c>helm install</c>, which fails if it is already installed.</summary>
    public static void InstallNew(string tag) => Script.Run([
        "helm", "install", "k8smirror", Repository.At("deploy/helm/k8smirror"), "--namespace", Namespace, "--create-namespace",
        "--set", $"agent.image.tag={tag},operator.image.tag={tag}", "--wait", "--timeout", "300s"]);

    /// <summary><c>helm rollback</c> to the previous revision.</summary>
    public static void RollBack() => Script.Run("helm", "rollback", "k8smirror", "--namespace", Namespace, "--wait", "--timeout", "300s");

    /// <summary><c>helm test</c>; returns its output.</summary>
    public static string Test() => Script.Run("helm", "test", "k8smirror", "--namespace", Namespace, "--timeout", "120s");

    /// <summary>Images of the agents' pods.</summary>
    public static IReadOnlyList<string> AgentImages() => Kubectl.Run("-n", Namespace, "get", "pods", "-l", "app.kubernetes.io/component=agent",
        "-o", "jsonpath={.items[*].spec.containers[*].image}").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Uninstalls it, including its hook.</summary>
    public static void Uninstall() => Script.Run("helm", "uninstall", "k8smirror", "--namespace", Namespace, "--wait", "--timeout", "200s");
}
