using K8sMirror.Bpf;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Kernel;
using Xunit;

namespace K8sMirror.Datapath.Pure;

public sealed class ConfinementTests
{
    [Theory]
    [InlineData("cri-containerd.apparmor.d (enforce)\n", "cri-containerd.apparmor.d (enforce)")]
    [InlineData("crio-default (enforce)", "crio-default (enforce)")]
    [InlineData("system_u:system_r:container_t:s0:c12,c345\0", "system_u:system_r:container_t:s0:c12,c345")]
    public void A_label_that_confines_is_named(string text, string label) => Assert.Equal(label, Confinement.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("unconfined\n")]
    [InlineData("unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023\0")]
    [InlineData("system_u:system_r:spc_t:s0\0")]
    [InlineData("mine (complain)\n")]
    public void A_label_that_does_not_is_not(string text) => Assert.Null(Confinement.Parse(text));

    [Fact]
    public void It_explains_no_other_refusal()
    {
        Assert.Null(Confinement.Explain(new KernelException(Errno.EPERM, "load a program")));
        Assert.Null(Confinement.Explain(new IOException()));
    }
}
