using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using K8sMirror.Cluster.Direct;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Rendering;
using K8sMirror.NodeAgent.Tests.Commands;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Docs;

/// <summary>Compares docs/cli.md with the code.</summary>
public sealed partial class CliPageTests
{
    private static readonly string Page = Repository.Read("docs", "cli.md");
    private static readonly RootCommand Root = RootCommands.Create(Cli.Seams());

    [Fact]
    public void Commands_are_those_of_the_program() =>
        Assert.Equal(Root.Subcommands.Select(c => c.Name).Order(StringComparer.Ordinal), Rows("| Command |").Select(r => Word().Match(r[1]).Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Exit_codes_are_those_of_the_program() => Assert.Equal(
        AgentExitCode.All.Select(c => $"{c.Code} {c.Meaning}"),
        Rows("| Code |").Select(r => $"{r[1]} {r[2].Replace("`", "", StringComparison.Ordinal)}"), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Options_of_run_and_their_defaults_are_those_of_the_program()
    {
        var options = Root.Subcommands.Single(c => c.Name == "run").Options.Where(o => o.Name != "--help").ToDictionary(o => o.Name);
        var rows = Rows("| Option |").ToDictionary(r => OptionName().Match(r[1]).Value);

        Assert.Equal(options.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, option) in options)
        {
            if (Default().Match(option.Description!) is { Success: true } said)
            {
                Assert.Contains(said.Groups[1].Value, rows[name][2].Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Without_an_agent_status_prints_what_it_shows()
    {
        var left = new PinnedReport
        {
            Pins = "/sys/fs/bpf/k8smirror/v2",
            Kernel = "6.18.0",
            Attach = "tcx",
            IsHere = true,
            IsMirroring = true,
            Deadline = new(new DateTime(2026, 11, 30, 7, 41, 52, DateTimeKind.Local)),
            SecondsLeft = 44,
            Cpu = new() { Budget = 0.333 },
            Edges =
            [
                new()
                {
                    Source = "eth1", SourceIndex = 2, Direction = EdgeDirection.Ingress, Target = "eth2", TargetIndex = 3, State = "programmed",
                    SeenPackets = 1204, MirroredPackets = 1204, MirroredBytes = 142_000,
                },
            ],
        };

        Assert.Contains($"```\n$ k8smirror-agent status\n{PinnedText.Render(left)}```\n", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_how_long_the_agent_waits_between_tries()
    {
        var policy = ObjectWatch.Reconnecting;
        string Between(TimeSpan full) => string.Create(CultureInfo.InvariantCulture, $"after {full.TotalSeconds * policy.From:0.#} to {full.TotalSeconds * policy.To:0.#} s");

        Assert.Contains($"at first {Between(policy.First)}, in the end {Between(policy.Longest)}", Page, StringComparison.Ordinal);
    }

    /// <summary>Rows of a table, each with an empty cell first.</summary>
    private static IEnumerable<string[]> Rows(string header) => Page.Split('\n')
        .SkipWhile(l => !l.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|', StringSplitOptions.TrimEntries));

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Word();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"\(default:? ([^;,)]+)")]
    private static partial Regex Default();
}
