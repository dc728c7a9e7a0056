using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Docs;

/// <summary>The README's commands: its demo, and those for one host, in order, on a node with two NICs.</summary>
public sealed class ReadmeTests
{
    private static readonly string Agent = Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");

    [KernelFact]
    public void Its_commands_for_one_host_lead_to_copies_and_leave_nothing()
    {
        var commands = new Page("README.md").Commands().SkipWhile(c => c != "make publish").Skip(1).TakeWhile(c => !c.StartsWith("make ", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["plan", "run", "status", "tcpdump", "cleanup"],
            commands.Select(c => Page.Words(c)).Select(w => w[0] == "out/k8smirror-agent" ? w[1] : w[0]));
        using TestNetNs host = new(), outside = new();
        using var production = new VethLink(host, "eth1", outside, "production");
        using var tool = new VethLink(host, "eth2", outside, "tool");
        using var pins = new BpfFsMount();
        string[] Here(string command) =>
            [$"--net={host.Path}", "env", $"K8SMIRROR_PIN_DIR={pins.At("pins")}", .. Page.Words(command).Select(w => w == "out/k8smirror-agent" ? Agent : w)];

        Process? agent = null;
        try
        {
            Assert.Contains("eth2", Command.Run("nsenter", Here(commands[0])), StringComparison.Ordinal);
            agent = Command.Start("nsenter", Here(commands[1]));
            agent.OutputDataReceived += (_, _) => { };
            agent.ErrorDataReceived += (_, _) => { };
            agent.BeginOutputReadLine();
            agent.BeginErrorReadLine();
            Eventually.True(
                () => Command.Try("nsenter", Here(commands[2])) is { ExitCode: 0 } status && status.Output.Contains("Programmed", StringComparison.OrdinalIgnoreCase),
                "the status says that it mirrors");
            Assert.Equal(5, PacketsOf(Listen(Here(commands[3]), outside)));
            // Ctrl-C.
            Command.Run("kill", "-INT", $"{agent.Id}");
            agent.WaitForExit();
            Assert.Equal(0, agent.ExitCode);
        }
        finally
        {
            agent?.Kill();
            agent?.Dispose();
        }
        Command.Run("nsenter", Here(commands[4]));
        Assert.False(Directory.Exists(pins.At("pins")));
        Assert.DoesNotContain("k8sm-", host.Ip("-br link"), StringComparison.Ordinal);
    }

    /// <summary>What <c>make demo</c> does once the agent is built, for a shorter time.</summary>
    [KernelFact]
    public void Its_demo_proves_every_copy()
    {
        Assert.Contains("make demo", new Page("README.md").Commands());
        Assert.Contains("\tdemo/demo.sh $(AGENT)\n", File.ReadAllText(Repository.At("Makefile")).Replace("\t@", "\t", StringComparison.Ordinal), StringComparison.Ordinal);

        var result = Command.Try("env", "DEMO_SECONDS=8", Repository.At("demo/demo.sh"), Agent);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.EndsWith("OK", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>Building Kubernetes from source takes minutes; a newcomer's first commands do not need it.</summary>
    [Theory]
    [InlineData("demo")]
    [InlineData("publish")]
    [InlineData("plugin")]
    [InlineData("images")]
    public void The_first_commands_do_not_build_Kubernetes(string target)
    {
        var setup = Assert.Single(
            Command.Run("make", "-n", "-C", Repository.Root, target).Split('\n'), line => line.StartsWith("scripts/setup.sh ", StringComparison.Ordinal));
        Assert.Empty(Page.Words(setup).Intersect(["test", "cluster"]));
    }

    /// <summary>Output of tcpdump while frames arrive on eth1.</summary>
    private static string Listen(string[] tcpdump, TestNetNs outside)
    {
        using var sender = new FrameSender(outside, "production");
        var frame = new PacketBuilder().IPv4().Udp().Payload(new byte[200]).Build();
        using var dump = Command.Start("nsenter", tcpdump);
        var error = dump.StandardError.ReadToEndAsync();
        var output = dump.StandardOutput.ReadToEndAsync();
        Eventually.True(
            () =>
            {
                sender.Send(frame);
                return dump.HasExited;
            },
            "tcpdump has seen five packets");
        return output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult();
    }

    /// <summary>Lines that begin with a time of day.</summary>
    private static int PacketsOf(string dump) => dump.Split('\n').Count(line => line.Length > 8 && line[2] == ':' && line[5] == ':');
}
