using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Docs;

/// <summary>Options of the operator and of the agent that documents and the chart use.</summary>
public sealed partial class OptionTests
{
    private static readonly string Operator = Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll");
    private static readonly string Agent = Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");

    [Fact]
    public void The_operators_options_are_those_of_its_page()
    {
        var lines = Command.Run("dotnet", Operator, "run", "--help").Split('\n').Where(l => l.StartsWith("  -", StringComparison.Ordinal))
            .ToDictionary(l => Option().Match(l).Value);
        var rows = File.ReadLines(Repository.At("docs/operations/operator.md"))
            .SkipWhile(l => !l.StartsWith("| Option |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Replace(@"\|", "/", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries)).ToList();

        Assert.Equal(
            lines.Keys.Where(o => o != "--help").Order(StringComparer.Ordinal), rows.Select(r => Option().Match(r[1]).Value).Order(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            if (Default().Match(lines[Option().Match(row[1]).Value]) is { Success: true } said)
            {
                Assert.Equal(said.Groups[1].Value, row[2].Trim('`'), ignoreCase: true);
            }
        }
    }

    [Fact]
    public void Arguments_that_the_chart_gives_as_examples_are_taken()
    {
        var values = File.ReadAllText(Repository.At("deploy/helm/k8smirror/values.yaml"));
        var examples = values[values.IndexOf("\noperator:", StringComparison.Ordinal)..].Split("\nagent:");
        Assert.Equal(2, examples.Length);
        var (ofOperator, ofAgent) = (Arguments(examples[0]), Arguments(examples[1]));

        // The kubeconfig and the line do not exist: their errors come after the options have been parsed.
        Assert.Equal(1, Command.Try("dotnet", [Operator, "run", "--kubeconfig", "/no/such", .. ofOperator]).ExitCode);
        Assert.Equal(2, Command.Try("dotnet", [Operator, "run", "--kubeconfig", "/no/such", "--log-level=bogus"]).ExitCode);
        Assert.Equal(3, Command.Try(Agent, ["run", "--mirror", "eth1@@eth2", .. ofAgent]).ExitCode);
        Assert.Equal(2, Command.Try(Agent, "run", "--mirror", "eth1@@eth2", "--log-level=bogus").ExitCode);
    }

    private static string[] Arguments(string part) => [.. Assert.Single(Example().Matches(part)).Groups[1].Value.Split(", ")];

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"\[default: ([^\]]+)\]")]
    private static partial Regex Default();

    [GeneratedRegex(@"# -- More arguments, such as \[([^\]]+)\]")]
    private static partial Regex Example();
}
