using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class NodeStatusComposerTests
{
    [Theory]
    [InlineData("eth9", "eth2", "eth9")]
    [InlineData("eth1", "eth9", "eth9")]
    [InlineData("eth8", "eth9", "eth8 eth9")]
    [InlineData("ens*", "eth2", "ens*")]
    [InlineData("eth1", "eth2", null)]
    public void An_edge_names_the_NICs_that_are_missing(string source, string target, string? missing)
    {
        var links = Nic.Table("eth1", "eth2");
        var plan = DatapathPlanner.Plan(Ask.For(Ask.Session("a", [source], [target])), links);

        var status = NodeStatusComposer.Compose(1, plan, links, [], [], [], new("", "", []), []);

        Assert.Equal(missing?.Split(' '), Assert.Single(status.Sessions.Single().Edges).Missing);
    }
}
