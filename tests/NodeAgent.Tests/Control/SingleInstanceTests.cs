using K8sMirror.NodeAgent.Control;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Control;

/// <summary>In separate network namespaces: the name is unique per namespace, and the machine may run an agent.</summary>
public sealed class SingleInstanceTests
{
    [KernelFact]
    public void The_second_agent_is_refused_and_told_who_the_first_is()
    {
        using var ns = new TestNetNs();
        ns.Run(() =>
        {
            using var first = SingleInstance.Claim();
            var refusal = Assert.Throws<AgentIsRunningException>(SingleInstance.Claim);
            Assert.Contains($"process {Environment.ProcessId} of user 0", refusal.Message, StringComparison.Ordinal);
        });
    }

    [KernelFact]
    public void The_claim_ends_with_its_holder()
    {
        using var ns = new TestNetNs();
        ns.Run(() =>
        {
            SingleInstance.Claim().Dispose();
            using var second = SingleInstance.Claim();
        });
    }

    [KernelFact]
    public void Another_namespace_is_another_node()
    {
        using var here = new TestNetNs();
        using var there = new TestNetNs();
        using var first = here.Run(SingleInstance.Claim);
        using var second = there.Run(SingleInstance.Claim);
        Assert.NotNull(second);
    }
}
