using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class PodLoopTests
{
    private static readonly AgentLoopOptions Slow = AgentLoopOptions.Default with { Resync = TimeSpan.FromHours(1) };

    [Fact]
    public void A_pod_is_mirrored_as_soon_as_its_address_is_there_though_nobody_tells()
    {
        using var rig = new LoopRig(new([]), Slow);
        rig.Node.AddPod("veth-a");
        rig.Links.Become(rig.Node.Links);
        rig.Want(FakeNode.Session(FakeNode.Pod("a", "10.0.0.5")));
        Eventually.True(() => rig.Source.Reported?.Sessions[0].Reason == Reasons.PodInterfaceNotFound, "it waits");

        rig.Node.AddAddress("veth-a", "10.0.0.5");

        Eventually.True(() => rig.Datapath.Keys.Count == 1, "it is mirrored");
        Assert.Equal([new EdgeKey("veth-a", EdgeDirection.Egress, "tool")], rig.Datapath.Keys);
        Eventually.True(() => rig.Source.Reported!.Sessions[0].PodCounts == new PodCounts { Selected = 1, Mirrored = 1 }, "it is counted");
    }

    [Fact]
    public void A_pod_whose_NIC_goes_is_nothing_to_warn_of()
    {
        using var rig = new LoopRig(new([]), Slow);
        rig.Node.AddPod("veth-a", "10.0.0.5");
        rig.Node.AddPod("veth-b", "10.0.0.6");
        rig.Links.Become(rig.Node.Links);
        rig.Want(FakeNode.Session(FakeNode.Pod("a", "10.0.0.5"), FakeNode.Pod("b", "10.0.0.6")));
        Eventually.True(() => rig.Source.Reported?.Sessions[0].State == ProgrammedState.Programmed, "both are mirrored");

        rig.Node.Remove("veth-a");
        rig.Links.Become(rig.Node.Links);

        Eventually.True(() => rig.Source.Reported!.Sessions[0].PodCounts == new PodCounts { Selected = 2, Mirrored = 1, Waiting = 1 }, "one waits");
        Assert.Equal(ProgrammedState.Programmed, rig.Source.Reported!.Sessions[0].State);
        Assert.Equal([new EdgeKey("veth-b", EdgeDirection.Egress, "tool")], rig.Datapath.Keys);
        Assert.Empty(rig.Warnings);
    }
}
