using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>A collector in a pod: docs/collectors-in-the-cluster.md, from its first command to its last.</summary>
[Collection(ClusterTests.Name)]
public sealed class CollectorTests(ITestOutputHelper output)
{
    private const string Mirror = "suricata-pod";
    private const int Request = 9000001;
    private const int Answer = 9000002;

    [KernelFact]
    public void Suricata_in_a_pod_sees_conversations_of_every_node_until_it_moves_and_again_once_the_mirror_has_its_new_address()
    {
        var step = new Steps(output);
        using var pod = new SuricataPod();
        step.Done("Suricata runs");
        try
        {
            pod.Apply();
            var address = SuricataPod.Address!;
            step.Done($"ready: {address}");
            Converse(pod, "first");
            step.Done("alerts");

            SuricataPod.Move();
            step.Done("the pod has gone, and another one runs");
            var down = Kubectl.Until(
                Mirror, mirror => mirror.Status?.Conditions.Any(c => c is { Type: ConditionTypes.Ready, Status: ConditionStatus.False, Reason: Reasons.TargetDown }) == true
                    && mirror.Status.Nodes is { Desired: 3, Programmed: 0 },
                "no node reaches the collector");
            output.WriteLine(down.Status!.Conditions.Single(c => c.Type == ConditionTypes.Ready).Message);
            foreach (var node in ClusterFixture.Nodes)
            {
                var edges = Kubectl.NodeMirror(node.Name)!.Status!.Sessions.Single(session => session.Mirror == Mirror).Edges;
                output.WriteLine($"{node.Name}: {edges[0].Message}");
                Assert.Equal(2, edges.Count); // Both directions of eth1.
                Assert.All(edges, edge => Assert.Equal((ProgrammedState.Failed, Reasons.TargetDown), (edge.State, edge.Reason)));
                Assert.All(edges, edge => Assert.Contains(address, edge.Message, StringComparison.Ordinal));
            }
            step.Done("TargetDown");

            pod.Apply();
            Assert.NotEqual(address, SuricataPod.Address);
            step.Done($"ready: {SuricataPod.Address}");
            Converse(pod, "second");
            step.Done("alerts again");
        }
        finally
        {
            Kubectl.Delete(Mirror);
        }
    }

    /// <summary>A client of each node in turn, one being the pod's node; each request and each response raises one alert, with the inner addresses.</summary>
    private static void Converse(SuricataPod pod, string name)
    {
        var address = SuricataPod.Address;
        foreach (var machine in ClusterFixture.Nodes)
        {
            Ask(machine, $"/secret?{name}-{machine.Name}");
        }
        string[] asked = [.. ClusterFixture.Nodes.Select(machine => $"/secret?{name}-{machine.Name}")];
        Eventually.True(() => pod.Alerts().Count >= 2 * asked.Length, "two alerts for each node");
        var alerts = pod.Alerts().ToLookup(alert => (int)alert["alert"]!["signature_id"]!);
        foreach (var (rule, from, to) in new[] { (Request, Servers.ClientAddress, Servers.ServerAddress), (Answer, Servers.ServerAddress, Servers.ClientAddress) })
        {
            Assert.Equal(asked, alerts[rule].Select(alert => (string)alert["http"]!["url"]!).Order(StringComparer.Ordinal));
            Assert.All(alerts[rule], alert => Assert.Equal((from, to), ((string)alert["src_ip"]!, (string)alert["dest_ip"]!)));
            // Suricata writes IPv6 addresses with all their zeros.
            Assert.All(alerts[rule], alert => Assert.Equal(address, $"{IPAddress.Parse((string)alert["tunnel"]!["dest_ip"]!)}"));
        }
        Assert.Equal(2 * asked.Length, alerts.Sum(rule => rule.Count()));
    }

    private static void Ask(TestNode machine, string path)
    {
        using var node = machine.Open();
        using var client = machine.Behind("eth1");
        node.Ip($"addr replace {Servers.ServerAddress}/24 dev eth1");
        client.Ip($"addr replace {Servers.ClientAddress}/24 dev eth1");
        try
        {
            Eventually.True(
                () => Command.Try("nsenter", $"--net={client.Path}", "ping", "-c", "1", "-W", "1", Servers.ServerAddress).ExitCode == 0, "the client reaches the node");
            using var servers = new Servers(node, client);
            Assert.StartsWith("LEAKED-MARKER", servers.Get(path), StringComparison.Ordinal);
        }
        finally
        {
            node.Ip($"addr del {Servers.ServerAddress}/24 dev eth1");
            client.Ip($"addr del {Servers.ClientAddress}/24 dev eth1");
        }
    }
}
