using K8sMirror.Bpf;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Pure;

public sealed class KernelTooOldTests
{
    [KernelTheory]
    [InlineData("5.10.0-39-cloud-amd64", true)]
    [InlineData("4.19.0", true)]
    [InlineData("5.12", false)]
    [InlineData("6.1.0-40-amd64", false)]
    [InlineData("unknown", false)]
    public void Age_is_blamed_only_for_a_failure_of_an_old_kernel(string release, bool isTooOld)
    {
        var failure = Assert.Throws<BpfLoadException>(() => BpfObject.Open([1, 2, 3], "broken"));

        var why = KernelTooOldException.Explain(failure, release);

        Assert.Equal(isTooOld, why is not null);
        if (why is not null)
        {
            Assert.StartsWith($"Linux 5.12 or later is needed, and this is {release}: ", why.Message, StringComparison.Ordinal);
            Assert.Equal(Core.Api.Reasons.KernelUnsupported, KernelFailure.From(why)!.Reason);
        }
    }
}
