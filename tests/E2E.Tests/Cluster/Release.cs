using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>The chart's release in the test cluster.</summary>
internal static class Release
{
    /// <summary>Namespace of the release.</summary>
    public const string Namespace = "k8smirror";

    /// <summary>
    /// Installs it, or upgrades it to a tag, and waits until everything is ready. All agents are replaced at once: a kubelet of 1.20 takes up to ten seconds
    /// before a pod that has ended is gone.
    /// </summary>
    public static void Install(string tag, params IEnumerable<string> flags) =>
        Helm(["upgrade", "--install"], tag, ["--set", "agent.updateStrategy.rollingUpdate.maxUnavailable=100%", .. flags]);

    /// <summary>The same as anybody does it, with the chart's own values: one agent after another.</summary>
    public static void Upgrade(string tag) => Helm(["upgrade", "--install"], tag, []);

    /// <summary><c>helm install</c>, which fails if it is already installed.</summary>
    public static void InstallNew(string tag) => Helm(["install"], tag, []);

    /// <summary><c>helm rollback</c> to the previous revision.</summary>
    public static void RollBack() => Script.Run("helm", "rollback", "k8smirror", "--namespace", Namespace, "--wait", "--timeout", "300s");

    /// <summary><c>helm test</c>; returns its output.</summary>
    public static string Test() => Script.Run("helm", "test", "k8smirror", "--namespace", Namespace, "--timeout", "120s");

    /// <summary>Images of the agents' pods.</summary>
    public static IReadOnlyList<string> AgentImages() => Kubectl.Run("-n", Namespace, "get", "pods", "-l", "app.kubernetes.io/component=agent",
        "-o", "jsonpath={.items[*].spec.containers[*].image}").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Uninstalls it, including its hook.</summary>
    public static void Uninstall() => Script.Run("helm", "uninstall", "k8smirror", "--namespace", Namespace, "--wait", "--timeout", "200s");

    private static void Helm(IEnumerable<string> verb, string tag, IEnumerable<string> flags) => Script.Run([
        "helm", .. verb, "k8smirror", Repository.At("deploy/helm/k8smirror"), "--namespace", Namespace, "--create-namespace",
        "--set", $"agent.image.tag={tag},operator.image.tag={tag}", "--wait", "--timeout", "300s", .. flags]);
}
