using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>The admin's own seccomp profile on each node, set in the chart: it allows everything, until it blocks bpf(2).</summary>
internal static class Seccomp
{
    // The first is where kubelets up to 1.2x look whatever their root is.
    private static readonly string[] Folders =
        ["/var/lib/kubelet/seccomp", $"/var/lib/k8smirror-cluster/{Script.ClusterName}/NODE/kubelet/seccomp"];

    /// <summary>The chart's values.</summary>
    public static IReadOnlyList<string> Values { get; } =
        ["--set", "agent.podSecurityContext.seccompProfile.type=Localhost,agent.podSecurityContext.seccompProfile.localhostProfile=k8smirror.json"];

    /// <summary>Writes the profile that allows everything on a node.</summary>
    public static void Prepare(string node) => Write(node, """{"defaultAction":"SCMP_ACT_ALLOW"}""");

    /// <summary>From the agent's next start on, as on a kernel without bpf(2).</summary>
    public static void Hide(string node)
    {
        Write(node, """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["bpf"],"action":"SCMP_ACT_ERRNO","errnoRet":38}]}""");
        Restart(node);
    }

    /// <summary>Back to normal.</summary>
    public static void Show(string node)
    {
        Prepare(node);
        Restart(node);
    }

    private static void Write(string node, string profile)
    {
        foreach (var folder in Folders.Select(folder => folder.Replace("NODE", node, StringComparison.Ordinal)))
        {
            _ = Script.Run("in", node, "sh", "-c", $"mkdir -p {folder} && printf %s '{profile}' >{folder}/k8smirror.json");
        }
    }

    /// <summary>Returns when the next one is running: a kubelet waits longer each time.</summary>
    private static void Restart(string node)
    {
        var before = Agent(node, id => id != 0);
        _ = Command.Run("kill", "-9", $"{before}");
        _ = Agent(node, id => id != 0 && id != before);
    }

    private static int Agent(string node, Func<int, bool> isIt)
    {
        var id = 0;
        Eventually.True(() => isIt(id = FaultSite.Nodes.Single(n => n.Name == node).AgentProcess()), $"an agent on {node}", TimeSpan.FromSeconds(90));
        return id;
    }
}
