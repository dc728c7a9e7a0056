using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class SegmentationChoiceTests
{
    private static readonly Link Source = Nic.Of("eth1", 2);
    private static readonly Link Virtual = Nic.Of("veth2", 3) with { Offloads = SegmentationOffloads.Tcp4 | SegmentationOffloads.Tcp6 };
    private static readonly Link Hardware = Virtual with { Name = "eth2", IsHardware = true };

    [Fact]
    public void Hardware_gets_whole_what_it_segments_by_itself()
    {
        Assert.Equal(PacketClasses.Tcp4 | PacketClasses.Tcp6, Takes(TargetSegmentation.Auto, Hardware));
        Assert.Equal(PacketClasses.Tcp4, Takes(TargetSegmentation.Auto, Hardware with { Offloads = SegmentationOffloads.Tcp4 }));
        Assert.Equal(PacketClasses.Tcp6, Takes(TargetSegmentation.Auto, Hardware with { Offloads = SegmentationOffloads.Tcp6 }));
        Assert.Equal(PacketClasses.None, Takes(TargetSegmentation.Auto, Hardware with { Offloads = SegmentationOffloads.None }));
    }

    [Fact]
    public void What_a_virtual_NIC_says_of_itself_is_not_believed() =>
        Assert.Equal(PacketClasses.None, Takes(TargetSegmentation.Auto, Virtual));

    [Theory]
    [InlineData(1500, true)]
    [InlineData(9000, true)]
    [InlineData(1499, false)]
    public void A_target_with_a_smaller_MTU_gets_nothing_whole(int mtu, bool isWhole) =>
        Assert.Equal(isWhole, Takes(TargetSegmentation.Auto, Hardware with { Mtu = mtu }) != PacketClasses.None);

    [Theory]
    [InlineData(TargetSegmentation.Node, PacketClasses.None)]
    [InlineData(TargetSegmentation.Device, PacketClasses.All)]
    public void Whoever_asks_for_it_is_believed(TargetSegmentation wanted, PacketClasses takes)
    {
        Assert.Equal(takes, Takes(wanted, Virtual));
        Assert.Equal(takes, Takes(wanted, Hardware));
        Assert.Equal(takes, Takes(wanted, Hardware with { Mtu = 1000 }));
    }

    [Theory]
    [InlineData(PacketClasses.None, TargetSegmentation.Node)]
    [InlineData(PacketClasses.Tcp4, TargetSegmentation.Device)]
    [InlineData(PacketClasses.All, TargetSegmentation.Device)]
    public void The_status_says_who_cuts(PacketClasses takes, TargetSegmentation word) => Assert.Equal(word, SegmentationChoice.Word(takes));

    private static PacketClasses Takes(TargetSegmentation wanted, Link target) => SegmentationChoice.Takes(wanted, Source, target);
}
