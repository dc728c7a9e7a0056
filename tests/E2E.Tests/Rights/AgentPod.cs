using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Rights;

/// <summary>An agent's pod on one node, created from the DaemonSet's template with one permission removed.</summary>
internal sealed class AgentPod : IDisposable
{
    /// <summary>Label of all such pods.</summary>
    public const string Label = "k8smirror-test-rights";

    private const string StateFile = "/var/lib/k8smirror/nodemirror.json";
    private static readonly string[] Wants = ["No connection to", "could not be saved", "could not be written"];
    private readonly string name;
    private readonly TestNode node;
    private readonly string manifest;

    /// <summary>Starts it; the node has no other agent.</summary>
    public AgentPod(JsonObject template, AgentRight? without, TestNode node)
    {
        (name, this.node) = ($"agent-{Guid.NewGuid():N}", node);
        _ = Script.Run("in", node.Name, "rm", "-f", StateFile);
        var spec = (JsonObject)template.DeepClone();
        without?.Remove(spec);
        spec["nodeName"] = node.Name;
        spec["restartPolicy"] = "Never";
        manifest = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Release.Namespace, ["labels"] = new JsonObject { [Label] = "yes" } },
            ["spec"] = spec,
        }.ToJsonString();
        Kubectl.Apply(manifest);
    }

    /// <summary>
    /// Empty if it does all of an agent's work: it has applied the newest specification, reported that, and saved what a restart needs.
    /// Otherwise its report of the failure. Waits for one or the other.
    /// </summary>
    public string Outcome()
    {
        string? outcome = null;
        Eventually.True(() => (outcome = Failure() ?? (IsDone() ? "" : null)) is not null, $"{name} works, or says why not", TimeSpan.FromSeconds(60));
        return outcome!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A kubelet is slow with a failed pod; all that matters is that the agent is gone.
        Delete();
        Eventually.True(() => node.AgentProcess() == 0, $"the end of {name}", TimeSpan.FromSeconds(60));
    }

    private string? Failure()
    {
        var pod = JsonNode.Parse(Kubectl.Run("-n", Release.Namespace, "get", "pod", name, "-o", "json"))!;
        if ((string?)pod["status"]?["phase"] == "Failed")
        {
            if (pod["status"]!["reason"] is not null && pod["status"]!["containerStatuses"] is null)
            {
                // The kubelet did not start it: for a moment the ports still belong to the previous agent, which has just ended.
                Delete();
                Kubectl.Apply(manifest);
                return null;
            }
            return $"ended: {Log()}";
        }
        return Kubectl.NodeMirror(node.Name) is { Status: { } status } found && status.ObservedGeneration == found.Metadata.Generation
            && status.Sessions.FirstOrDefault(session => session.State != ProgrammedState.Programmed) is { } failed
            ? $"reported: {failed.Reason}: {failed.Message}"
            : Complaint();
    }

    private void Delete() => Kubectl.Run("-n", Release.Namespace, "delete", "pod", name, "--grace-period=0", "--force");

    /// <summary>A problem that it logs but tolerates, unless a later connection succeeds.</summary>
    private string? Complaint()
    {
        var lines = Log().Split('\n').ToList();
        return lines.Skip(lines.FindLastIndex(line => line.Contains("Connected to", StringComparison.Ordinal)) + 1).Concat(lines.Where(line => !line.Contains(Wants[0], StringComparison.Ordinal)))
            .FirstOrDefault(line => Wants.Any(want => line.Contains(want, StringComparison.Ordinal)));
    }

    private bool IsDone() =>
        Kubectl.NodeMirror(node.Name) is { Status: { } status } found && status.ObservedGeneration == found.Metadata.Generation
        && status.Sessions is { Count: > 0 } sessions && sessions.All(session => session.State == ProgrammedState.Programmed)
        && Script.Try("in", node.Name, "test", "-s", StateFile).ExitCode == 0;

    private string Log() => Kubectl.Try("-n", Release.Namespace, "logs", name).Output.Trim();
}
