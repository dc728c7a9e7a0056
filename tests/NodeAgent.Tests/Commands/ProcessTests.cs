using System.Text.Json;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Commands;

/// <summary>The binary itself, as from a shell.</summary>
public sealed class ProcessTests
{
    private static readonly string Agent = Cli.Agent;

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

    [KernelTheory]
    [InlineData("status")]
    [InlineData("cleanup")]
    public void Who_is_not_root_is_told_that_root_is_needed(string verb)
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        Command.Run("mkdir", "-m", "700", pins.At("k8smirror"));

        var refused = Command.Try(
            "nsenter", $"--net={ns.Path}", "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", Agent, verb, "--pin-dir", pins.At("k8smirror"));

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("This needs root: try it with sudo.", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Names with any characters that the kernel allows, by pattern and by name, in the status and in the metrics.</summary>
    [KernelFact]
    public void NICs_of_any_name_are_mirrored_and_told_apart()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        using var folder = new TempDir();
        string[] names = [@"\xff\xfe", @"\xfe\xff", @"\x1b[2J", "a\\\"b'c", "eth0.100", "åäö"];
        ns.Exec("sh", "-c", """
            for name in '\377\376' '\376\377' '\033[2J' "a\\\"b'c" eth0.100 åäö; do
              n=$((n + 1)); ip link add name "$(printf "$name")" type veth peer name far$n; ip link set "$(printf "$name")" up; ip link set far$n up
            done
            ip link add tool type veth peer name tool-far; ip link set tool up; ip link set tool-far up; ip link property add dev tool altname wire
            """);
        File.WriteAllText(folder.At("m.yaml"), """
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: all}
            spec: {sources: [{interface: '*', direction: Ingress}], targets: [{name: t, interface: tool}]}
            ---
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: named}
            spec: {sources: [{interface: '\xff\xfe', direction: Egress}], targets: [{name: t, interface: '\xfe\xff'}]}
            ---
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: wired}
            spec: {sources: [{interface: eth0.100, direction: Egress}], targets: [{name: t, interface: wire}]}
            """);
        var port = LoopbackPort.Free();
        using var agent = ns.Start(Agent, "run", "--manifests", folder.Path, "--pin-dir", pins.At("k8smirror"), "--metrics-address", $"127.0.0.1:{port}");
        try
        {
            var status = "";
            Eventually.True(() => (status = Command.Try("nsenter", $"--net={ns.Path}", Agent, "status").Output).Contains("programmed", StringComparison.Ordinal), "programmed");

            Assert.All(names, name => Assert.Matches($@"(?m)^all +{System.Text.RegularExpressions.Regex.Escape(name)} +ingress +tool +.*programmed", status));
            Assert.Matches(@"(?m)^named +\\xff\\xfe +egress +\\xfe\\xff +.*programmed", status);
            Assert.Contains("wire is an alternative name of tool", status, StringComparison.Ordinal);
            Assert.DoesNotContain(status, c => char.IsControl(c) && c != '\n');
            var metrics = ns.Exec("curl", "-sf", $"http://127.0.0.1:{port}/metrics");
            static string Label(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            Assert.All(names, name => Assert.Contains($"k8smirror_seen_packets_total{{direction=\"ingress\",mirror=\"all\",source=\"{Label(name)}\",target=\"tool\"", metrics, StringComparison.Ordinal));
        }
        finally
        {
            agent.Kill();
        }
    }

    /// <summary>The programs' clock is that of the initial time namespace, a day behind here: the deadline must not be a day late.</summary>
    [KernelFact]
    public void In_a_time_namespace_of_its_own_the_deadline_is_right()
    {
        Assert.SkipUnless(File.Exists("/proc/self/timens_offsets"), "this kernel has no time namespaces");
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        foreach (var i in new[] { 1, 2 })
        {
            ns.Ip($"link add eth{i} type veth peer name far{i}");
            ns.Ip($"link set eth{i} up");
            ns.Ip($"link set far{i} up");
        }
        string[] inTime = ["--time", "--monotonic", "86400", "--fork", "--kill-child", Agent];
        using var agent = ns.Start("unshare", [.. inTime, "run", "--mirror", "eth1@eth2", "--pin-dir", pins.At("k8smirror"), "--metrics-address", "", "--dead-man", "1m"]);
        string[] status = ["status", "--output", "json", "--pin-dir", pins.At("k8smirror")];
        Eventually.True(() => Command.Try("nsenter", [$"--net={ns.Path}", Agent, .. status]).Output.Contains("\"Programmed\"", StringComparison.Ordinal), "programmed");
        agent.Kill();
        agent.WaitForExit();

        foreach (var look in (string[][])[[Agent], ["unshare", .. inTime]])
        {
            JsonElement left = default;
            Eventually.True(() => !(left = JsonElement.Parse(ns.Exec(look[0], [.. look[1..], .. status]))).GetProperty("agentIsRunning").GetBoolean(), "it has ended");
            Assert.True(left.GetProperty("isMirroring").GetBoolean());
            Assert.InRange(left.GetProperty("secondsLeft").GetDouble(), 1, 60);
        }
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
