using K8sMirror.Testing.Structure;

namespace K8sMirror.Plugin.Tests.Structure;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespaces_use_each_other_in_a_circle() => new NamespaceGraph(typeof(Plugin.Commands.ClusterOptions).Assembly, "K8sMirror.Plugin").HasNoCirclesBut();

    [Fact]
    public void Nor_those_of_CommandLine() => new NamespaceGraph(typeof(CommandLine.ExitCode).Assembly, "K8sMirror.CommandLine").HasNoCirclesBut();
}
