using K8sMirror.Bpf;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Tests.Datapath;

public sealed class RefusedDatapathTests
{
    [Fact]
    public void Each_edge_is_told_that_the_kernel_cannot()
    {
        var failure = KernelFailure.From(new KernelException(Errno.ENOSYS, "load the BPF object"))!;
        using var datapath = new RefusedDatapath(failure);
        EdgeKey[] keys = [new("eth1", EdgeDirection.Ingress, "eth2"), new("eth1", EdgeDirection.Egress, "eth2")];

        var outcomes = datapath.Apply([.. keys.Select(key => new DesiredEdge(key, 1, 2, 1500, ["ids"]))]);

        Assert.Equal(keys, outcomes.Select(outcome => outcome.Key));
        Assert.All(outcomes, outcome => Assert.Equal(Reasons.KernelUnsupported, outcome.Reason));
        Assert.All(outcomes, outcome => Assert.Contains("bpf(2)", outcome.Message, StringComparison.Ordinal));
        Assert.Empty(datapath.Features.Attach);
        Assert.Equal([failure.Message], datapath.Features.Warnings);
    }
}
