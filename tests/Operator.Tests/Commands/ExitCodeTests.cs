using K8sMirror.Operator.Commands;
using K8sMirror.Operator.Tests.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Commands;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(2, "run", "--log-level=bogus")]
    [InlineData(2, "run", "--metrics-address=nowhere")]
    [InlineData(2, "uninstall", "--timeout", "soon")]
    [InlineData(2, "check", "--no-such-option")]
    [InlineData(2, "stauts")]
    [InlineData(2, "check", "--timout", "1s")]
    [InlineData(1, "run", "--kubeconfig", "/no/such")]
    [InlineData(1, "check", "--kubeconfig", "/no/such")]
    [InlineData(1, "uninstall", "--kubeconfig", "/no/such")]
    [InlineData(0, "version")]
    [InlineData(0, "run", "--help")]
    [InlineData(0)]
    public void A_wrong_command_line_is_told_apart_from_what_does_not_work(int code, params string[] args)
    {
        var ended = Command.Try("dotnet", [Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), .. args]);

        Assert.Equal(code, ended.ExitCode);
        Assert.Equal(code == 2, ended.Error.Contains("See 'k8smirror-operator --help'.", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.Equal(code == 0, ended.Error.Length == 0);
        Assert.Equal(code == 0, ended.Output.Length > 0);
    }

    [Fact]
    public void Each_example_of_help_is_a_command_line_that_is_understood() => Assert.All(
        Examples.ByCommand.Values.SelectMany(e => e), e => Assert.Empty(RootCommands.Create().Parse(e["k8smirror-operator ".Length..]).Errors));

    [Fact]
    public void Docs_and_help_have_all_codes()
    {
        var docs = File.ReadAllText(Path.Combine(ApiServerFixture.Checkout(), "docs/operations/operator.md"));
        var help = Command.Try("dotnet", Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), "--help").Output;

        Assert.All(OperatorExitCode.All, c => Assert.Contains($"| {c.Code} | {c.Meaning} |", docs, StringComparison.OrdinalIgnoreCase));
        Assert.All(OperatorExitCode.All, c => Assert.Contains($"  {c.Code}  {c.Meaning}\n", help, StringComparison.Ordinal));
    }
}
