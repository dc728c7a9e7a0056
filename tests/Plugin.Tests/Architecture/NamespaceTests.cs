using K8sMirror.Testing.Architecture;

namespace K8sMirror.Plugin.Tests.Architecture;

public sealed class NamespaceTests
{
    [Fact]
    public void No_namespaces_use_each_other_in_a_circle() => new NamespaceGraph(typeof(Plugin.PluginVersion).Assembly, "K8sMirror.Plugin").HasNoCirclesBut();
}
