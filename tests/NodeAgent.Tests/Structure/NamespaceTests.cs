using K8sMirror.Testing.Structure;

namespace K8sMirror.NodeAgent.Tests.Structure;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespaces_use_each_other_in_a_circle() => new NamespaceGraph(typeof(NodeAgent.Hosting.AgentParts).Assembly, "K8sMirror.NodeAgent").HasNoCirclesBut();
}
