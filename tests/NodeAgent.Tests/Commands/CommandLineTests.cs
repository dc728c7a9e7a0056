using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Bpf.Links;
using K8sMirror.CommandLine;
using K8sMirror.Core.Manifests;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Validate_points_at_the_column()
    {
        var result = await Cli.Run("validate", "eth1@@eth2");

        Assert.Equal(ExitCode.InvalidInput, result.ExitCode);
        var lines = result.Output.Split('\n');
        var at = Array.IndexOf(lines, "eth1@@eth2");
        Assert.Equal("     ^", lines[at + 1]);
        Assert.StartsWith("column 6: ", lines[at + 2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_takes_what_is_good_in_each_format()
    {
        Assert.Equal((0, "valid: 2 mirrors (line-1, line-2)\n"), Result(await Cli.Run("validate", "eth1@eth2_eth1@eth3")));

        var json = JsonDocument.Parse((await Cli.Run("validate", "eth1@eth2", "-o", "json")).Output).RootElement;
        Assert.True(json.GetProperty("isValid").GetBoolean());
        Assert.StartsWith("isValid: true\nmirrors:\n- line-1\n", (await Cli.Run("validate", "eth1@eth2", "-o", "yaml")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_names_file_line_and_column()
    {
        using var dir = new TempDir();
        await File.WriteAllTextAsync(dir.At("m.yaml"), "apiVersion: k8smirror.io/v1alpha1\nkind: TrafficMirror\nmetadata: {name: a}\nspec: {sauces: []}\n", TestContext.Current.CancellationToken);

        var result = await Cli.Run("validate", dir.Path);

        Assert.Equal(ExitCode.InvalidInput, result.ExitCode);
        Assert.Contains($"{dir.At("m.yaml")}:4:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_finds_a_loop_between_mirrors()
    {
        using var dir = new TempDir();
        var text = ManifestWriter.Write(
        [
            Mirror("a", "eth1", "eth2"),
            Mirror("b", "eth2", "eth1"),
        ]);
        await File.WriteAllTextAsync(dir.At("m.yaml"), text, TestContext.Current.CancellationToken);

        var result = await Cli.Run("validate", dir.At("m.yaml"));

        Assert.Equal(ExitCode.InvalidInput, result.ExitCode);
        Assert.Contains("b: Loop: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_beside_a_line_is_checked_and_its_mistakes_point_at_the_column()
    {
        Assert.Equal((0, "valid: 1 mirror (line-1)\n"), Result(await Cli.Run("validate", "eth1@eth2", "--filter", "tcp port 443 and net 10.0.0.0/8", "--sample", "100/packet")));

        var wrong = await Cli.Run("validate", "--mirror", "eth1@eth2", "--filter", "tcp and port http");
        Assert.Equal(ExitCode.InvalidInput, wrong.ExitCode);
        Assert.Contains("tcp and port http\n             ^~~~\ncolumn 14: 'http' is a name", wrong.Output, StringComparison.Ordinal);

        var plan = await Cli.Run(Cli.Seams(new LinkTable([])), "plan", "--mirror", "eth1@eth2", "--filter", "less 5");
        Assert.Equal(ExitCode.InvalidInput, plan.ExitCode);
    }

    [Fact]
    public async Task Plan_says_what_is_selected_and_sent()
    {
        var seams = Cli.Seams(new LinkTable([Nic.Of("eth1", 2), Nic.Of("eth2", 3)]));
        var line = await Cli.Run(seams, "plan", "--mirror", "eth1@eth2", "--filter", "tcp port 443", "--sample", "100");
        Assert.Contains("\n\nline-1: filter: 1 rule, else Reject; sampling: 1 in 100 by flow\n\nattach: tcx\n", line.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("line-1:", (await Cli.Run(seams, "plan", "--mirror", "eth1@eth2")).Output, StringComparison.Ordinal);

        var folder = Directory.CreateTempSubdirectory();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "m.yaml"), """
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: m}
            spec:
              sources: [{interface: eth1}]
              targets: [{name: t, interface: eth2}]
              snapLength: 128
              rateLimit: {bitsPerSecond: 1.5G}
            """, TestContext.Current.CancellationToken);
        var json = await Cli.Run(seams, "plan", "--manifests", folder.FullName, "--output", "json");
        folder.Delete(recursive: true);
        var selection = JsonNode.Parse(json.Output)!["selections"]!.AsArray().Single()!;
        Assert.Equal(
            """{"mirror":"m","text":"slicing: first 128 bytes; rate limit: 1.5G bit/s","snapLength":128,"rateLimit":{"bitsPerSecond":"1.5G"}}""", selection.ToJsonString());
    }

    [Theory]
    [InlineData("validate", "eth1@eth2", "--sample", "0")]
    [InlineData("validate", "eth1@eth2", "--sample", "1000001")]
    [InlineData("validate", "eth1@eth2", "--sample", "5/pod")]
    [InlineData("validate", "mirrors.yaml", "--filter", "tcp")]
    [InlineData("plan", "--manifests", "/etc", "--filter", "tcp")]
    [InlineData("run", "--manifests", "/etc", "--sample", "5")]
    public async Task A_filter_without_a_line_and_a_share_that_is_none_are_wrong(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, (await Cli.Run(arguments)).ExitCode);

    [Theory]
    [InlineData("tcp port 443", "10", 10, "Flow", "eth1@eth2 --filter 'tcp port 443' --sample 10")]
    [InlineData("udp", "7/flow", 7, "Flow", "eth1@eth2 --filter 'udp' --sample 7")]
    [InlineData("not arp", "7/packet", 7, "Packet", "eth1@eth2 --filter 'not arp' --sample 7/packet")]
    public void A_filter_and_a_share_are_those_of_every_mirror_of_the_line(string filter, string sample, int oneIn, string basis, string described)
    {
        var selection = new SelectionOptions();
        var line = CommonOptions.Mirror();
        var command = new System.CommandLine.Command("run") { line };
        selection.AddTo(command, line);
        var parsed = command.Parse(["--mirror", "eth1@eth2_eth3@eth4", "--filter", filter, "--sample", sample]);

        var mirrors = selection.ApplyTo(MirrorInput.FromLine("eth1@eth2_eth3@eth4"), parsed).OrThrow().Mirrors;

        Assert.Equal(2, mirrors.Count);
        Assert.All(mirrors, m => Assert.Single(m.Spec.Filter!.Rules));
        Assert.All(mirrors, m => Assert.Equal((oneIn, basis), (m.Spec.Sampling!.OneIn, m.Spec.Sampling.By.ToString())));
        Assert.Equal(described, selection.Describe("eth1@eth2", parsed));
    }

    [Fact]
    public async Task Plan_shows_what_would_be_and_who_is_there()
    {
        var links = new LinkTable([Nic.Of("eth1", 2) with { Mtu = 9000 }, Nic.Of("eth2", 3)]);

        var result = await Cli.Run(Cli.Seams(links), "plan", "--mirror", "eth1@eth2_eth1@eth7");

        Assert.Equal(ExitCode.Ok, result.ExitCode);
        Assert.Contains("line-1   eth1     ingress     eth2     node     would mirror", result.Output, StringComparison.Ordinal);
        Assert.Contains("pending: InterfaceNotFound   waits for eth7", result.Output, StringComparison.Ordinal);
        Assert.Contains("eth1 ingress: ours would run before cil_from_netdev (tcx, id 7)", result.Output, StringComparison.Ordinal);
        Assert.Contains("warning: line-1: eth1:ingress→eth2: eth1 has an MTU of 9000", result.Output, StringComparison.Ordinal);
        Assert.Contains("attach: tcx", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_fails_if_anything_is_refused()
    {
        Assert.Equal(ExitCode.InvalidInput, (await Cli.Run("plan", "--mirror", "eth1@lo")).ExitCode);
    }

    [Fact]
    public async Task Convert_gives_what_the_manifest_reader_reads()
    {
        var result = await Cli.Run("convert", "eth1@eth2_eth1/eth4@eth5");

        var read = ManifestReader.Read("stdout", result.Output);
        Assert.Empty(read.Errors);
        Assert.Equal(["line-1", "line-2"], read.Mirrors.Select(m => m.Mirror.Metadata.Name));

        var json = ManifestReader.Read("stdout", (await Cli.Run("convert", "eth1@eth2", "--output", "json")).Output);
        Assert.Empty(json.Errors);
        Assert.Single(json.Mirrors);
    }

    [Theory]
    [InlineData("unknown command 'stauts'; did you mean 'status'?", "stauts")]
    [InlineData("unknown option '--metrics-adress'; did you mean '--metrics-address'?", "run", "--mirror", "a@b", "--metrics-adress=:1")]
    [InlineData("--mirror goes behind a command: run, validate, plan", "--mirror", "eth1@eth2")]
    [InlineData("--metrics-address goes behind the command: 'run --metrics-address'", "--metrics-address", ":1", "run", "--mirror", "a@b")]
    [InlineData("unknown option '--wacth'; did you mean '--watch'?", "status", "--wacth")]
    public async Task What_was_meant_is_said(string words, params string[] args)
    {
        var result = await Cli.Run(args);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_argument_there_is_help()
    {
        var result = await Cli.Run();

        Assert.Equal((ExitCode.Ok, ""), (result.ExitCode, result.Error));
        Assert.Equal((await Cli.Run("--help")).Output, result.Output);
        Assert.Contains("cleanup", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_input_says_moves_no_cursor()
    {
        var result = await Cli.Run("validate", "--mirror", "eth1\u001b[2J@eth2");

        Assert.NotEqual(ExitCode.Ok, result.ExitCode);
        Assert.DoesNotContain(result.Output + result.Error, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("run")]
    [InlineData("run", "--mirror", "a@b", "--manifests", "/tmp")]
    [InlineData("run", "--mirror", "a@b", "--dead-man", "soon")]
    [InlineData("run", "--mirror", "a@b", "--cpu-budget", "half")]
    [InlineData("run", "--mirror", "a@b", "--cpu-budget", "0%")]
    [InlineData("run", "--mirror", "a@b", "--offload-cpus", "3-1")]
    [InlineData("plan", "--mirror", "a@b", "--offload-cpus", "all")]
    [InlineData("run", "--mirror", "a@b", "--stage-cpus", "3")]
    [InlineData("run", "--mirror", "a@b", "--metrics-address", "nowhere")]
    [InlineData("run", "--mirror", "a@b", "--health-address", "127.0.0.1")]
    [InlineData("run", "--mirror", "a@b", "--attach", "magic")]
    [InlineData("run", "--mirror", "a@b", "--log-format", "xml")]
    [InlineData("validate")]
    [InlineData("validate", "--mirrors", "a@b")]
    [InlineData("validate", "a@b", "--mirror", "c@d")]
    [InlineData("plan")]
    [InlineData("status", "--output", "xml")]
    public async Task A_wrong_command_line_is_a_usage_error(params string[] args)
    {
        var result = await Cli.Run(args);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("See 'k8smirror-agent --help'.", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    /// <summary>In a cluster, nodes with more CPUs have the same option: there it is a warning.</summary>
    [Theory]
    [InlineData("run", "--mirror", "eth1@eth2", "--offload-cpus", "0,1022-1023")]
    [InlineData("run", "--manifests", "/etc", "--offload-cpus", "0,1022-1023")]
    [InlineData("plan", "--mirror", "eth1@eth2", "--offload-cpus", "0,1022-1023")]
    public async Task A_CPU_that_does_not_exist_is_refused(params string[] args)
    {
        var result = await Cli.Run(args);

        Assert.Equal((ExitCode.Usage, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("--offload-cpus 0,1022-1023: this node has no CPU 1022-1023, only ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--mirror", "eth1@eth1")]
    [InlineData("run", "--manifests", "/there/is/no/such/folder")]
    [InlineData("plan", "--mirror", "eth1")]
    [InlineData("plan", "--mirror", "@eth2")]
    [InlineData("convert", "@")]
    [InlineData("convert", "@eth2")]
    [InlineData("validate", "@eth2")]
    [InlineData("validate", "")]
    [InlineData("validate", "--mirror", "eth1@")]
    [InlineData("validate", "--manifests", "/there/is/no/such/folder")]
    [InlineData("validate", "/there/is/no/such/file.yaml")]
    public async Task Wrong_input_has_its_own_code(params string[] args)
    {
        Assert.Equal(ExitCode.InvalidInput, (await Cli.Run(args)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_has_examples_that_parse_and_the_exit_codes(string command)
    {
        var result = await Cli.Run(command.Length == 0 ? ["--help"] : [command, "--help"]);

        Assert.Equal(ExitCode.Ok, result.ExitCode);
        Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
        foreach (var example in Examples.ByCommand[command])
        {
            Assert.Contains(example, result.Output, StringComparison.Ordinal);
            var line = example.Split(" > ")[0].Split(" < ")[0]["k8smirror-agent ".Length..];
            Assert.Empty(RootCommands.Create(Cli.Seams()).Parse(line.Replace('\'', '"')).Errors);
        }
    }

    public static TheoryData<string> Commands() => [.. RootCommands.Create(Cli.Seams()).Subcommands.Select(c => c.Name), ""];

    private static (int, string) Result(CliResult result) => (result.ExitCode, result.Output);

    private static Core.Api.TrafficMirror Mirror(string name, string source, string target) => new()
    {
        Metadata = new() { Name = name },
        Spec = new()
        {
            Sources = [new() { Interface = source, Direction = Core.Api.MirrorDirection.Egress }],
            Targets = [new() { Name = "t", Interface = target }],
        },
    };
}
