using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Commands;

/// <summary>The binary itself: what a shell sees.</summary>
public sealed class ProcessTests
{
    private static readonly string Agent =
        Environment.GetEnvironmentVariable("K8SMIRROR_AGENT") ?? Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");

    [Fact]
    public void Results_go_to_standard_output_and_errors_to_standard_error()
    {
        var good = Command.Try(Agent, "convert", "eth1@eth2");
        Assert.Equal((ExitCode.Ok, ""), (good.ExitCode, good.Error));
        Assert.StartsWith("apiVersion: k8smirror.io/v1alpha1\n", good.Output, StringComparison.Ordinal);

        var bad = Command.Try(Agent, "convert", "eth1@eth1");
        Assert.Equal((ExitCode.InvalidInput, ""), (bad.ExitCode, bad.Output));
        Assert.StartsWith("eth1@eth1\n^~~~\ncolumn 1: ", bad.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Usage, Command.Try(Agent, "bogus").ExitCode);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&- 2>&-")]
    [InlineData(">&- 2>&- <&-")]
    public void Closed_standard_streams_are_no_reason_to_fail(string closed) =>
        Assert.Equal(ExitCode.Ok, Command.Try("sh", "-c", $"exec \"$0\" convert eth1@eth2 {closed}", Agent).ExitCode);

    [KernelFact]
    public void Status_without_an_agent_has_its_own_code_and_cleanup_is_content()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();

        Assert.Equal(AgentExitCode.NoAgent, Command.Try("nsenter", $"--net={ns.Path}", Agent, "status", "--pin-dir", pins.At("k8smirror")).ExitCode);
        Assert.Equal("nothing to remove\n", ns.Exec(Agent, "cleanup", "--pin-dir", pins.At("k8smirror")));
    }

    [KernelFact]
    public void Who_is_not_root_is_told_that_root_is_needed()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        Command.Run("mkdir", "-m", "700", pins.At("k8smirror"));

        var refused = Command.Try(
            "nsenter", $"--net={ns.Path}", "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", Agent, "status", "--pin-dir", pins.At("k8smirror"));

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("This needs root: try it with sudo.", refused.Error, StringComparison.Ordinal);
    }

    [KernelFact]
    public void An_orderly_end_can_stop_the_mirrors_and_a_second_agent_is_refused()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        foreach (var i in new[] { 1, 2 })
        {
            ns.Ip($"link add eth{i} type veth peer name far{i}");
            ns.Ip($"link set eth{i} up");
            ns.Ip($"link set far{i} up");
        }
        string[] run = ["run", "--mirror", "eth1@eth2", "--pin-dir", pins.At("k8smirror"), "--metrics-address", "", "--on-exit", "stop"];
        using var agent = ns.Start(Agent, run);
        try
        {
            Eventually.True(
                () => Command.Try("nsenter", $"--net={ns.Path}", Agent, "status").Output.Contains("programmed", StringComparison.Ordinal), "programmed");

            var second = Command.Try("nsenter", [$"--net={ns.Path}", Agent, .. run]);
            Assert.Equal(AgentExitCode.AgentIsRunning, second.ExitCode);
            Assert.Contains($"process {agent.Id} of user 0", second.Error, StringComparison.Ordinal);
            Assert.Equal(AgentExitCode.AgentIsRunning, Command.Try("nsenter", $"--net={ns.Path}", Agent, "cleanup", "--pin-dir", pins.At("k8smirror")).ExitCode);

            Command.Run("kill", "-TERM", $"{agent.Id}");
            agent.WaitForExit();
            Assert.Equal(ExitCode.Ok, agent.ExitCode);
            Assert.DoesNotContain("tcx", ns.Exec(Agent, "cleanup", "--pin-dir", pins.At("k8smirror")), StringComparison.Ordinal);
        }
        finally
        {
            if (!agent.HasExited)
            {
                agent.Kill();
            }
        }
    }
}
