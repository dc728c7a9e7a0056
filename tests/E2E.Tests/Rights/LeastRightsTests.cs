using System.Text.Json.Nodes;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Rights;

/// <summary>The agent's pod has only what it needs: without any one of its rights it cannot do its work.</summary>
[Collection(ClusterTests.Name)]
public sealed class LeastRightsTests(ITestOutputHelper output)
{
    /// <summary>Only needed with AppArmor: <c>make kernels</c> tests that on 6.1 and 6.12.</summary>
    private static bool IsForOtherKernels(AgentRight right) =>
        right.Name == AgentRight.NoAppArmor && !Directory.Exists("/sys/kernel/security/apparmor");

    [KernelFact]
    public void Without_any_one_of_its_rights_an_agent_fails_and_says_so()
    {
        var template = Template();
        var rights = AgentRight.Of(template).Where(right => !IsForOtherKernels(right)).ToList();
        using var mirror = AppliedMirror.Program("rights");
        Release.Install(ClusterFixture.Tag, "--set", "agent.nodeSelector.agent=none");
        try
        {
            Eventually.True(() => ClusterFixture.Nodes.All(node => node.AgentProcess() == 0), "no agent on any node", TimeSpan.FromSeconds(120));
            var outcomes = new Dictionary<string, string>();
            // Null: with all of them, to show that such a pod can do it.
            foreach (var wave in rights.Prepend(null).Chunk(ClusterFixture.Nodes.Count))
            {
                NewSpecification(outcomes.Count % 2 == 0 ? ["eth3", "eth4"] : ["eth3"]);
                var pods = wave.Zip(ClusterFixture.Nodes).Select(pair => (Right: pair.First, Pod: new AgentPod(template, pair.First, pair.Second))).ToList();
                foreach (var (right, pod) in pods)
                {
                    outcomes[right?.Name ?? ""] = pod.Outcome();
                    output.WriteLine($"without {right?.Name ?? "nothing"}: {outcomes[right?.Name ?? ""]}");
                }
                pods.ForEach(pair => pair.Pod.Dispose());
            }
            Assert.Equal([""], outcomes.Where(outcome => outcome.Value.Length == 0).Select(outcome => outcome.Key));
        }
        finally
        {
            _ = Kubectl.Try("-n", Release.Namespace, "delete", "pod", "-l", AgentPod.Label, "--grace-period=0", "--force");
            Release.Install(ClusterFixture.Tag);
        }
        _ = Kubectl.Until("rights", AppliedMirror.Programmed, "programmed by the agents of the release");
    }

    /// <summary>A specification that no agent has applied yet.</summary>
    private static void NewSpecification(string[] targets)
    {
        var before = ClusterFixture.Nodes.Select(Generation).ToList();
        Kubectl.Apply(AppliedMirror.Manifest("rights", null, targets));
        Eventually.True(() => ClusterFixture.Nodes.Select(Generation).Zip(before).All(pair => pair.First > pair.Second), "a new specification for every node");
    }

    private static long Generation(TestNode node) => Kubectl.NodeMirror(node.Name)?.Metadata.Generation ?? 0;

    private static JsonObject Template() => (JsonObject)JsonNode.Parse(
        Kubectl.Run("-n", Release.Namespace, "get", "daemonset", "k8smirror-agent", "-o", "json"))!["spec"]!["template"]!["spec"]!;
}
