using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Tools;

/// <summary>
/// A client behind a node's eth1, servers on the node, and a tool behind its eth2: three namespaces, connected by cables. The tool can only
/// see copies, since nothing else leads to it.
/// </summary>
internal sealed class ToolBench : IDisposable
{
    private readonly BpfFsMount pins = new();
    private readonly VethLink production;
    private readonly VethLink tool;
    private Process? agent;

    public ToolBench()
    {
        production = new VethLink(Node, "eth1", Client, "eth0", silent: false);
        tool = new VethLink(Node, "eth2", Tool, "eth2");
        Node.Ip($"addr add {Servers.ServerAddress}/24 dev eth1");
        Client.Ip($"addr add {Servers.ClientAddress}/24 dev eth0");
        Eventually.True(() => Client.Exec("sh", "-c", $"ping -c 1 -W 1 {Servers.ServerAddress} || true").Contains(" 0% packet loss", StringComparison.Ordinal), "client and server reach each other");
    }

    public TestNetNs Node { get; } = new();

    public TestNetNs Client { get; } = new();

    public TestNetNs Tool { get; } = new();

    /// <summary>No super-packets on the cable between client and node: neither end's stack sends or accepts any.</summary>
    public void CutAtTheSender()
    {
        Node.Exec("ethtool", "-K", "eth1", "tso", "off", "gso", "off", "gro", "off");
        Client.Exec("ethtool", "-K", "eth0", "tso", "off", "gso", "off", "gro", "off");
    }

    /// <summary>Number of TCP connections that are still open at either end.</summary>
    public int OpenConnections() => new[] { Node, Client }.Sum(ns =>
        ns.Exec("ss", "-Htan", "exclude", "listening", "exclude", "time-wait").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

    /// <summary>Starts the agent on a folder of manifests, and waits until it mirrors.</summary>
    public void Mirror(string manifests)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");
        agent = Node.Start(
            program, "run", "--manifests", manifests, "--pin-dir", pins.At("pins"), "--metrics-address", "");
        agent.OutputDataReceived += (_, _) => { };
        agent.ErrorDataReceived += (_, _) => { };
        agent.BeginOutputReadLine();
        agent.BeginErrorReadLine();
        Eventually.True(
            () => Command.Try("nsenter", $"--net={Node.Path}", program, "status", "-o", "json").Output.Contains("\"state\": \"Programmed\"", StringComparison.Ordinal),
            "the agent mirrors");
    }

    public void Dispose()
    {
        if (agent is not null)
        {
            agent.Kill();
            agent.WaitForExit();
            agent.Dispose();
        }
        production.Dispose();
        tool.Dispose();
        Node.Dispose();
        Client.Dispose();
        Tool.Dispose();
        pins.Dispose();
    }
}
