using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Rights;

/// <summary>What an agent pod's own token may write, with the chart's policy and on a server without it.</summary>
[Collection(ClusterTests.Name)]
public sealed class OwnNodeTests
{
    private const string Policy = "k8smirror-agent-own-node";

    [KernelFact]
    public void An_agent_writes_the_status_of_its_own_node_and_of_no_other()
    {
        var (own, other) = (ClusterFixture.Nodes[0], ClusterFixture.Nodes[1]);
        var token = own.AgentToken();

        Assert.Equal("200", Write(token, own).Status);
        var refused = Write(token, other);

        // The chart installs it if the server has the API: from Kubernetes 1.30 on.
        if (Kubectl.Try("get", "--raw", "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies").ExitCode == 0)
        {
            Assert.Contains(Policy, Kubectl.Run("get", "validatingadmissionpolicy,validatingadmissionpolicybinding", "-o", "name"), StringComparison.Ordinal);
            Assert.Equal("403", refused.Status);
            Assert.Contains($"an agent may write only the NodeMirror of its own node, not {other.Name}", refused.Body, StringComparison.Ordinal);
            // The server's findings in the policy's types.
            Assert.Empty(Kubectl.Run("get", "validatingadmissionpolicy", Policy, "-o", "jsonpath={.status.typeChecking.expressionWarnings}"));
        }
        else
        {
            Assert.Equal("200", refused.Status);
        }
    }

    /// <summary>Changes nothing, but is evaluated like any other write. kubectl would first read the object, which agents may not.</summary>
    private static (string Status, string Body) Write(string token, TestNode node)
    {
        var answer = Script.Run("beside", "curl", "-s", "--cacert", $"/var/lib/k8smirror-cluster/{Script.ClusterName}/pki/ca.crt", "-w", "\n%{http_code}",
            "-X", "PATCH", "-H", $"Authorization: Bearer {token}", "-H", "Content-Type: application/merge-patch+json", "-d", "{}",
            $"https://{ClusterAddresses.InUrl(ClusterAddresses.ApiServer)}/apis/k8smirror.io/v1alpha1/nodemirrors/{node.Name}/status");
        var end = answer.LastIndexOf('\n');
        return (answer[(end + 1)..].Trim(), answer[..end]);
    }
}
