using k8s;
using K8sMirror.Operator.Commands;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Commands;

/// <summary>If you run the operator without a namespace, and then check or uninstall it, all mean the same one.</summary>
public sealed class InstallationNamespaceTests
{
    [Theory]
    [InlineData("here", "there", "here")]
    [InlineData(null, "there", "there")]
    [InlineData("", null, "k8smirror")]
    public void The_namespace_is_what_is_given_or_the_kubeconfigs_or_what_the_documentation_installs_into(string? asked, string? ofKubeconfig, string space) =>
        Assert.Equal(space, InstallationNamespace.Of(asked, new KubernetesClientConfiguration { Namespace = ofKubeconfig }));

    [Fact]
    public void The_documentation_installs_into_the_default() => Assert.All(
        (string[])["quickstart.md", "operations/upgrade.md"],
        page => Assert.Contains($"helm upgrade --install k8smirror deploy/helm/k8smirror --namespace {InstallationNamespace.Default} ", Repository.Read("docs", page), StringComparison.Ordinal));

    [Fact]
    public void Every_command_that_needs_it_takes_the_same_options_and_says_the_same_default() => Assert.All(
        RootCommands.Create().Subcommands.Where(c => c.Name != "version"),
        command =>
        {
            var option = Assert.Single(command.Options, o => o.Name == "--namespace" || o.Aliases.Contains("--namespace"));
            Assert.Contains("-n", option.Aliases);
            Assert.EndsWith(InstallationNamespace.Help, option.Description, StringComparison.Ordinal);
        });
}
