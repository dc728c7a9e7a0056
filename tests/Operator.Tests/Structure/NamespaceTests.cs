using K8sMirror.Testing.Structure;

namespace K8sMirror.Operator.Tests.Structure;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespaces_use_each_other_in_a_circle() => new NamespaceGraph(typeof(Operator.OperatorOptions).Assembly, "K8sMirror.Operator").HasNoCirclesBut();

    [Fact]
    public void Nor_those_of_Serving() => new NamespaceGraph(typeof(Serving.ServingAddress).Assembly, "K8sMirror.Serving").HasNoCirclesBut();
}
