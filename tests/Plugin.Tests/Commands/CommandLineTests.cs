using K8sMirror.CommandLine;
using K8sMirror.Plugin.Commands;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Commands;

public sealed class CommandLineTests
{
    private const string Seed = "eth1@eth2_eth1@eth3_eth1/eth4@eth5";

    public static TheoryData<string> AllExamples() => [.. Examples.ByCommand.Values.SelectMany(e => e)];

    [Theory]
    [MemberData(nameof(AllExamples))]
    public void Every_example_of_the_help_parses(string example)
    {
        var words = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(
            example.Replace("source <(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Replace("kubectl mirror", "kubectl-mirror", StringComparison.Ordinal).Replace('\'', '"'))
            .TakeWhile(w => w is not (">" or "<")).Skip(1);

        Assert.Empty(RootCommands.Create(Cli.Seams()).Parse([.. words]).Errors);
    }

    [Fact]
    public async Task Every_verb_has_help_with_examples_and_exit_codes()
    {
        foreach (var verb in RootCommands.Create(Cli.Seams()).Subcommands.Select(c => c.Name))
        {
            var (code, output, _) = await Cli.RunAsync("", verb, "--help");

            Assert.Equal(ExitCode.Ok, code);
            Assert.Contains("Examples:", output, StringComparison.Ordinal);
            Assert.Contains("Exit codes:", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verbs_and_exit_codes_are_those_of_the_docs()
    {
        var docs = await File.ReadAllTextAsync(Repository.At("docs/kubectl-mirror.md"), TestContext.Current.CancellationToken);

        Assert.All(RootCommands.Create(Cli.Seams()).Subcommands, c => Assert.Contains($"`{c.Name}`", docs, StringComparison.Ordinal));
        Assert.All(PluginExitCode.All, c => Assert.Contains($"| {c.Code} | {c.Meaning} |", docs, StringComparison.OrdinalIgnoreCase));
        Assert.All(
            RootCommands.Create(Cli.Seams()).Subcommands.SelectMany(c => c.Options).Select(o => o.Name).Where(n => n != "--help").Distinct(),
            o => Assert.Contains($"`{o}", docs, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("plan", "-f", "x", "--line", "eth1@eth2")]
    [InlineData("convert")]
    [InlineData("status", "a", "b")]
    [InlineData("status", "-o", "xml")]
    [InlineData("top", "--interval", "soon")]
    [InlineData("explain", "node-a")]
    [InlineData("completion", "tcsh")]
    [InlineData("fly")]
    public async Task What_is_no_command_line_ends_with_2_and_says_why(params string[] args)
    {
        var (code, output, error) = await Cli.RunAsync("", args);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("kubectl mirror --help", error, StringComparison.Ordinal);
        Assert.True(error.Split('\n').Length > 2, error);
    }

    [Theory]
    [InlineData("unknown command 'stauts'; did you mean 'status'?", "stauts")]
    [InlineData("unknown command 'fly'", "fly")]
    [InlineData("get: 'kubectl mirror status' and 'kubectl get tm' show mirrors", "get", "tm")]
    [InlineData("delete: this plugin only reads; 'kubectl delete tm NAME'", "delete", "ids")]
    [InlineData("--context goes behind the command: 'status --context'", "--context", "x", "status")]
    [InlineData("-n goes behind the command: 'status -n'", "-n", "x", "status")]
    [InlineData("-o goes behind a command: plan, status, top", "-o", "json")]
    [InlineData("unknown option '--outptu'; did you mean '--output'?", "status", "--outptu=json")]
    [InlineData("NODE is missing: The node that the packets pass", "explain")]
    [InlineData("FLOW is missing: INTERFACE[:ingress|egress]", "explain", "node-a")]
    [InlineData("-A: mirrors have no namespace", "status", "-A")]
    [InlineData("--all-namespaces: mirrors have no namespace", "top", "--all-namespaces")]
    [InlineData("-l: give mirrors by name", "status", "-l", "team=net")]
    [InlineData("--selector: give mirrors by name", "status", "--selector=team=net")]
    [InlineData("-w: status and top can watch", "explain", "node-a", "eth1", "-w")]
    [InlineData("--watch and --check do not go together", "status", "--watch", "--check")]
    public async Task What_is_wrong_is_said_in_words_that_help(string words, params string[] args)
    {
        var (code, output, error) = await Cli.RunAsync("", args);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Required", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_argument_there_is_help()
    {
        var (code, output, error) = await Cli.RunAsync("");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Equal((await Cli.RunAsync("", "--help")).Output, output);
        Assert.Contains("support-bundle", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("plan", "--help")]
    public async Task Help_is_a_command_too(params string[] args) => Assert.Equal(await Cli.RunAsync("", args), await Cli.RunAsync("", ["help", .. args[..^1]]));

    [Fact]
    public async Task A_result_that_cannot_be_written_is_a_failure_with_its_reason()
    {
        using var full = new FullDisk();
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, await RootCommands.InvokeAsync(["convert", Seed], Cli.Seams(), full, error));
        Assert.StartsWith("kubectl mirror: No space left on device", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seeds_line_becomes_mirrors_and_a_line_again()
    {
        var (code, yaml, _) = await Cli.RunAsync("", "convert", Seed);
        Assert.Equal(ExitCode.Ok, code);

        Assert.Equal((ExitCode.Ok, Seed + "\n", ""), await Cli.RunAsync(yaml, "convert", "-f", "-"));
        Assert.Equal((ExitCode.Ok, $"line: \"{Seed}\"\n", ""), await Cli.RunAsync(yaml, "convert", "-f", "-", "-o", "yaml"));
        var (_, json, _) = await Cli.RunAsync("", "convert", Seed, "-o", "json");
        Assert.Equal((ExitCode.Ok, Seed + "\n", ""), await Cli.RunAsync(json, "convert", "-f", "-"));
    }

    [Theory]
    [InlineData("column 6", "convert", "eth1@@eth2")]
    [InlineData("stdin:1:7", "plan", "-f", "-")]
    [InlineData("no/such/file.yaml", "plan", "-f", "no/such/file.yaml")]
    public async Task What_cannot_be_read_ends_with_3_and_its_place(string place, params string[] args)
    {
        var (code, _, error) = await Cli.RunAsync("kind: Pod\napiVersion: v1\n", args);

        Assert.Equal(ExitCode.InvalidInput, code);
        Assert.Contains(place, error, StringComparison.Ordinal);
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(string? value) => throw new IOException("No space left on device");
    }
}
