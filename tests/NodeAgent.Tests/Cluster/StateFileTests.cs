using K8sMirror.NodeAgent.Cluster;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Cluster;

public sealed class StateFileTests : IDisposable
{
    private readonly TempDir dir = new();

    [Fact]
    public void What_is_saved_is_loaded_by_the_same_node_only()
    {
        var spec = Ask.For(Ask.Session("a", ["eth1"], ["eth2"]));
        new StateFile(dir.At("state"), "node-1").Save(new("node-1", "u", 3, spec));

        var loaded = new StateFile(dir.At("state"), "node-1").Load()!.Value.Spec;

        Assert.Equal(("u", 3L, "eth1"), (loaded.Uid, loaded.Generation, loaded.Spec.Sessions[0].Sources[0].Interface));
        Assert.Null(new StateFile(dir.At("state"), "node-2").Load());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"node\":\"node-1\"")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":{\"sessions\":[{\"mirror\":\"a\",\"brandNew\":{}}]}}")]
    public void What_cannot_be_read_whole_is_not_read(string text)
    {
        File.WriteAllText(dir.At("nodemirror.json"), text);

        Assert.Null(new StateFile(dir.Path, "node-1").Load());
    }

    [Fact]
    public void Nothing_is_there_at_first_and_nothing_fails()
    {
        var state = new StateFile(dir.At("none"), "node-1");

        Assert.Null(state.Load());
        state.Confirm(DateTimeOffset.UtcNow);
    }

    public void Dispose() => dir.Dispose();
}
