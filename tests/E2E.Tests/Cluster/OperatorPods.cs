namespace K8sMirror.E2E.Cluster;

/// <summary>The operator's replicas.</summary>
internal static class OperatorPods
{
    /// <summary>Names of the pods that are not terminating.</summary>
    public static IReadOnlyList<string> Names => [.. Placed().Select(pod => pod.Name)];

    /// <summary>The leader's pod; empty if there is none.</summary>
    public static string Leader() =>
        Kubectl.Run("-n", Release.Namespace, "get", "lease", "k8smirror-operator", "-o", "jsonpath={.spec.holderIdentity}") is var identity
            ? Names.FirstOrDefault(pod => identity.StartsWith(pod, StringComparison.Ordinal)) ?? ""
            : "";

    /// <summary>
    /// Two replicas may be on one node after a drain or a power cut, and fail with it until one is moved. Moves one, for tests in which a node fails and the
    /// other replica must not.
    /// </summary>
    public static void Spread()
    {
        var pods = Placed();
        if (pods.Count == 2 && pods[0].Node == pods[1].Node)
        {
            _ = Kubectl.Run("-n", Release.Namespace, "delete", "pod", pods[1].Name, "--timeout=60s");
            _ = Kubectl.Run("-n", Release.Namespace, "rollout", "status", "deployment/k8smirror-operator", "--timeout=120s");
        }
    }

    /// <summary>Process id of a pod on this machine.</summary>
    public static int Process(string pod) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Single(id => id > 0 && Environ(id).Contains($"POD_NAME={pod}\0", StringComparison.Ordinal));

    private static List<(string Name, string Node)> Placed() => Kubectl.Run(
        "-n", Release.Namespace, "get", "pods", "-l", "app.kubernetes.io/component=operator", "-o",
        "jsonpath={range .items[*]}{.metadata.name} {.spec.nodeName} {.metadata.deletionTimestamp}{\"\\n\"}{end}")
        .Split('\n').Where(line => line.EndsWith(' ')).Select(line => line.Split(' ')).Select(words => (words[0], words[1])).ToList();

    private static string Environ(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended meanwhile.
        }
    }
}
