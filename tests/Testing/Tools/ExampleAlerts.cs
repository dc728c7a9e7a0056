using System.Text.Json.Nodes;
using Xunit;

namespace K8sMirror.Testing;

/// <summary>Client requests that break each rule of examples/suricata, and the exact alerts that they must raise.</summary>
public sealed class ExampleAlerts(Servers servers, Suricata suricata)
{
    private const int Request = 9000001;
    private const int Answer = 9000002;
    private const int PingLine = 9000003;
    private const int PongLine = 9000004;
    private const int BadAnswer = 9000006;
    private static readonly int[] Rules = [Request, Answer, PingLine, PongLine, 9000005, BadAnswer];

    private readonly List<string> expected = [];

    /// <summary>Breaks every rule once, and sends similar requests that break none. <paramref name="name"/> distinguishes these requests from others.</summary>
    /// <param name="name">Part of the requests' URL.</param>
    /// <param name="isMirrored">True if each rule must raise its alert; false if none may.</param>
    public void Provoke(string name, bool isMirrored)
    {
        Assert.StartsWith("LEAKED-MARKER", servers.Get($"/secret?{name}"), StringComparison.Ordinal);
        Assert.StartsWith("nothing to see", servers.Get($"/harmless?{name}"), StringComparison.Ordinal);
        Assert.Equal("K8SM-PONG", servers.Ping());
        Assert.True(servers.Ask("www.bad.example") > 40);
        Assert.True(servers.Ask("www.good.example") > 40);
        if (isMirrored)
        {
            expected.Add($"/secret?{name}");
        }
    }

    /// <summary>Waits for the alerts, then checks that they are exactly the provoked ones: a packet copied twice would raise two.</summary>
    public void AreExact()
    {
        try
        {
            Eventually.True(() => Rules.All(rule => Of(rule).Count >= expected.Count), "all alerts are there", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            // The comparison below shows the difference.
        }
        var alerts = suricata.Alerts();
        Assert.Equal(Rules.ToDictionary(rule => rule, _ => expected.Count), alerts.GroupBy(Rule).ToDictionary(group => group.Key, group => group.Count()));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Of(Request).Select(alert => (string)alert["http"]!["url"]!).Order(StringComparer.Ordinal));
        Assert.All(alerts, alert => Assert.Equal("eth2", (string?)alert["in_iface"]));
        // Requests go to the server, responses come from it.
        Assert.All(alerts.Where(alert => Rule(alert) is Request or PingLine), alert => Assert.Equal(Servers.ServerAddress, (string?)alert["dest_ip"]));
        Assert.All(alerts.Where(alert => Rule(alert) is Answer or PongLine or BadAnswer), alert => Assert.Equal(Servers.ServerAddress, (string?)alert["src_ip"]));
    }

    private List<JsonNode> Of(int rule) => [.. suricata.Alerts().Where(alert => Rule(alert) == rule)];

    private static int Rule(JsonNode alert) => (int)alert["alert"]!["signature_id"]!;
}
