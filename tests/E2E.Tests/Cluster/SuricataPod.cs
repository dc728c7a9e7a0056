using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>
/// Suricata in a pod, with examples/collectors/suricata and the unchanged commands of docs/collectors-in-the-cluster.md.
/// </summary>
internal sealed class SuricataPod : IDisposable
{
    private const string Namespace = "suricata";
    private readonly SuricataExample example = new("examples/collectors/suricata");
    private readonly IReadOnlyList<string> steps = new Page("docs/collectors-in-the-cluster.md").Blocks("sh");

    /// <summary>The first step; returns when it reads packets.</summary>
    public SuricataPod() => _ = example.Shell(steps[0]);

    /// <summary>Address of the pod; null if there is none, or more than one.</summary>
    public static string? Address =>
        Kubectl.Run("get", "pods", "-n", Namespace, "-o", "jsonpath={.items[*].status.podIP}") is { Length: > 0 } found && !found.Contains(' ') ? found : null;

    /// <summary>The second step: the mirror with the pod's address. Returns when it is ready.</summary>
    public void Apply() => example.Shell(steps[1]);

    /// <summary>The third step; returns the current pod's alerts.</summary>
    public IReadOnlyList<JsonNode> Alerts() => [.. example.Shell($"({steps[2].Trim()}) || true").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>Deletes the pod; returns when another one, with another address, reads packets.</summary>
    public static void Move()
    {
        var before = Address;
        _ = Kubectl.Run("delete", "pods", "-n", Namespace, "-l", "app=suricata", "--timeout=60s");
        Eventually.True(() => Address is { } now && now != before, "a new pod has an address");
        _ = Kubectl.Run("rollout", "status", "deploy/suricata", "-n", Namespace, "--timeout=120s");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Kubectl.Run("delete", "namespace", Namespace, "--ignore-not-found", "--timeout=240s");
        example.Dispose();
    }
}
