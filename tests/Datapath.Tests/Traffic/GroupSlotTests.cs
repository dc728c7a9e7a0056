using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

public sealed class GroupSlotTests
{
    [KernelFact]
    public void A_hook_whose_change_finds_no_free_group_copies_nothing_until_one_is_free()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Apply("eth1>eth2");
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        foreach (var id in Enumerable.Range(0, AbiLimits.MaxGroups).Select(i => (uint)i).Except(maps.Labels.Keys()).ToList())
        {
            maps.Labels.Update(id, default); // Like draining groups.
        }

        var refused = Assert.Single(node.TryApply("eth1>eth3"));

        Assert.Equal(Reasons.LimitExceeded, refused.Reason);
        Assert.Empty(maps.Sources.Keys());
        Eventually.True(() => Assert.Single(node.TryApply("eth1>eth3")).IsProgrammed, "a group is free");
        Assert.Single(maps.Sources.Keys());
    }
}
