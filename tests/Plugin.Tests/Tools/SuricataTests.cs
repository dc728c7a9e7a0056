using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Tools;

/// <summary>Debian's Suricata as a tool: real clients and servers, the real agent on the real kernel, the rules of examples/suricata.</summary>
public sealed class SuricataTests
{
    private const int Times = 5;

    [KernelFact]
    public void Alerts_are_raised_for_both_directions_of_each_flow_once_and_from_copies_only()
    {
        using var bench = new ToolBench();
        using var servers = new Servers(bench);
        using var suricata = new Suricata(bench.Tool);
        using var manifests = new TempDir();
        File.Copy(Repository.At("examples/suricata/mirror.yaml"), manifests.At("mirror.yaml"));

        // Production runs, nobody mirrors: the tool must see none of it.
        Assert.StartsWith("LEAKED-MARKER", servers.Get("/secret?before"), StringComparison.Ordinal);
        Assert.Equal("K8SM-PONG", servers.Ping());

        bench.Mirror(manifests.Path);
        for (var i = 0; i < Times; i++)
        {
            Assert.StartsWith("LEAKED-MARKER", servers.Get($"/secret?after={i}"), StringComparison.Ordinal);
            Assert.StartsWith("nothing to see", servers.Get($"/harmless?{i}"), StringComparison.Ordinal);
            Assert.Equal("K8SM-PONG", servers.Ping());
            Assert.True(servers.Ask("www.bad.example") > 40);
            Assert.True(servers.Ask("www.good.example") > 40);
        }

        int[] rules = [9000001, 9000002, 9000003, 9000004, 9000005, 9000006];
        Eventually.True(
            () => rules.All(r => Count(suricata, r) >= Times), "all alerts are there", TimeSpan.FromSeconds(60));
        var alerts = suricata.Alerts();
        // Exactly: a packet that is copied twice would raise two.
        Assert.Equal(rules.ToDictionary(r => r, _ => Times), alerts.GroupBy(Rule).ToDictionary(g => g.Key, g => g.Count()));
        Assert.DoesNotContain(alerts, a => ((string?)a["http"]?["url"])?.Contains("before", StringComparison.Ordinal) == true);
        Assert.All(alerts, a => Assert.Equal("eth2", (string?)a["in_iface"]));
        Assert.Equal(
            Enumerable.Range(0, Times).Select(i => $"/secret?after={i}"),
            alerts.Where(a => Rule(a) == 9000001).Select(a => (string)a["http"]!["url"]!).Order(StringComparer.Ordinal));
        // Requests go to the server, answers come from it.
        Assert.All(alerts.Where(a => Rule(a) is 9000001 or 9000003), a => Assert.Equal(ToolBench.ServerAddress, (string?)a["dest_ip"]));
        Assert.All(alerts.Where(a => Rule(a) is 9000002 or 9000004 or 9000006), a => Assert.Equal(ToolBench.ServerAddress, (string?)a["src_ip"]));
    }

    private static int Count(Suricata suricata, int rule) => suricata.Alerts().Count(a => Rule(a) == rule);

    private static int Rule(JsonNode alert) => (int)alert["alert"]!["signature_id"]!;
}
