using K8sMirror.Testing.Structure;

namespace K8sMirror.Core.Tests.Structure;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespaces_use_each_other_in_a_circle() => new NamespaceGraph(typeof(Core.Api.TrafficMirror).Assembly, "K8sMirror.Core").HasNoCirclesBut();
}
