using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Debian's Suricata behind a node's NIC, with unchanged examples/suricata.</summary>
[Collection(ClusterTests.Name)]
public sealed class SuricataTests
{
    private const int Times = 4;
    private const string Manifest = "examples/suricata/mirror.yaml";

    [KernelFact]
    public void Alerts_are_raised_for_both_directions_of_each_flow_while_the_mirror_is_there()
    {
        var machine = ClusterFixture.Nodes[0];
        using var node = machine.Open();
        using var client = machine.Behind("eth1");
        using var tool = machine.Behind("eth2");
        node.Ip($"addr replace {Servers.ServerAddress}/24 dev eth1");
        client.Ip($"addr replace {Servers.ClientAddress}/24 dev eth1");
        try
        {
            Eventually.True(
                () => Command.Try("nsenter", $"--net={client.Path}", "ping", "-c", "1", "-W", "1", Servers.ServerAddress).ExitCode == 0, "the client reaches the node");
            using var servers = new Servers(node, client);
            using var suricata = new Suricata(tool);
            var alerts = new ExampleAlerts(servers, suricata);
            alerts.Provoke("before", isMirrored: false);

            Apply();
            for (var i = 0; i < Times; i++)
            {
                alerts.Provoke($"while={i}", isMirrored: true);
            }
            alerts.AreExact();

            Kubectl.Delete("suricata");
            alerts.Provoke("after", isMirrored: false);

            // Later packets raise alerts again: by then Suricata has evaluated all earlier ones.
            Apply();
            alerts.Provoke("again", isMirrored: true);
            alerts.AreExact();
        }
        finally
        {
            Kubectl.Delete("suricata");
            node.Ip($"addr del {Servers.ServerAddress}/24 dev eth1");
            client.Ip($"addr del {Servers.ClientAddress}/24 dev eth1");
        }
    }

    private static void Apply()
    {
        _ = Kubectl.Run("apply", "-f", Repository.At(Manifest));
        Kubectl.Wait("suricata", Core.Api.ConditionTypes.Programmed);
    }
}
