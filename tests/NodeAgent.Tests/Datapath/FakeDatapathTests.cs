using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Datapath;

public sealed class FakeDatapathTests : DatapathContract
{
    protected override IDatapath Open() => new FakeDatapath();

    protected override DesiredEdge Edge(EdgeKey key) => new(key, key.Source[^1] - '0', key.Target[^1] - '0', 1500, ["a"]);
}
