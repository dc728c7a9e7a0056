using System.Diagnostics;
using K8sMirror.Bpf.Links;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>The real agent with its two capabilities, and a target that fails.</summary>
public sealed class FailoverTests : IDisposable
{
    private const int Targets = 8;
    private readonly BpfFsMount pins = new();
    private readonly TempDir manifests = new();
    private readonly TestNetNs node = new();
    private readonly TestNetNs outside = new();

    public FailoverTests()
    {
        foreach (var nic in Enumerable.Range(0, Targets).Select(i => $"t{i}").Prepend("eth1"))
        {
            node.Ip($"link add {nic} type veth peer name {nic} netns {outside.Name}");
            node.Ip($"link set {nic} up");
            outside.Ip($"link set {nic} up");
        }
    }

    /// <summary>A filter with every kind of condition, sampling and balances in one program: the verifier accepts it with few capabilities.</summary>
    [KernelFact]
    public void A_target_that_fails_has_no_conversations_and_one_that_comes_back_has_its_own()
    {
        Write("filtered", """
            sampling: {oneIn: 2}
              filter:
                rules:
                - {action: Accept, protocol: TCP, source: {cidrs: ['10.0.0.0/24', '2001:db8:1::/48'], ports: ['443']}, bidirectional: true}
                - {action: Accept, vlans: ['100'], source: {macs: ['02:00:00:00:00:09']}, bidirectional: true}
                - {action: Accept, etherType: ARP}
                - {action: Accept, tcpFlags: {set: [SYN]}}
                - {action: Accept, protocol: ICMP, icmpTypes: [8], icmpCodes: [0]}
            """);
        Write("all", "priority: 1");
        using var agent = new AgentProcess(node, pins.At("k8smirror"));
        agent.Start("-all,+bpf,+net_admin", ["--manifests", manifests.Path]);
        using var maps = DatapathMaps.TryOpen(new(pins.At("k8smirror")))!;
        var places = maps.BalanceOwners.Keys();
        Assert.Equal(2, places.Count);
        Assert.All(places, p => Assert.Equal(0xffUL, maps.Balances.Lookup(p).Targets()));

        var times = new List<double>();
        for (var i = 0; i < Targets; i++)
        {
            times.Add(Until(maps, places, $"t{i}", "down", 0xffUL & ~(1UL << i)));
            times.Add(Until(maps, places, $"t{i}", "up", 0xff));
        }
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"from the kernel's event to the new tables, of {times.Count}: median {times[times.Count / 2]:f1} ms, most {times[^1]:f1} ms");
    }

    public void Dispose()
    {
        node.Dispose();
        outside.Dispose();
        manifests.Dispose();
        pins.Dispose();
    }

    private double Until(DatapathMaps maps, IReadOnlyList<uint> places, string nic, string state, ulong targets)
    {
        long heard = 0;
        using var monitor = node.Run(() => new LinkMonitor(_ => Interlocked.CompareExchange(ref heard, Stopwatch.GetTimestamp(), 0)));
        node.Ip($"link set {nic} {state}");
        Eventually.True(() => Volatile.Read(ref heard) != 0 && places.All(p => maps.Balances.Lookup(p).Targets() == targets), $"the tables know that {nic} is {state}");
        return Stopwatch.GetElapsedTime(Volatile.Read(ref heard)).TotalMilliseconds;
    }

    private void Write(string name, string more) => File.WriteAllText(manifests.At($"{name}.yaml"), $$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: {{name}}}
        spec:
          sources: [{interface: eth1, direction: Both}]
          targets: [{{string.Join(", ", Enumerable.Range(0, Targets).Select(i => $"{{name: t{i}, interface: t{i}}}"))}}]
          distribution: FlowHash
          {{more}}
        """);
}
