using System.Text.Json.Nodes;
using K8sMirror.E2E.Chart;
using K8sMirror.Testing;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Rights;

/// <summary>docs/security.md gives a reason for everything that the chart gives an agent, and lists nothing else.</summary>
public sealed class AgentRightsDocTests
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs/security.md"));

    [Fact]
    public void Every_right_has_its_reason_in_the_documentation_and_every_reason_its_right() =>
        Assert.Equal(Rendered().Order(StringComparer.Ordinal), Documented().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("agent.icmpHealthChecks=true", "capability `NET_RAW`")]
    [InlineData("agent.offload.cpus=2-3", "`/sys/devices/virtual/net`, writable")]
    public void A_value_that_needs_a_right_adds_that_one_and_the_page_names_both(string value, string right)
    {
        Assert.Equal([right], Rendered("--set", value).Except(Rendered()));
        Assert.Contains(value.Split('=')[0], Page, StringComparison.Ordinal);
        Assert.Contains(right.Split('`')[1], Page[Page.IndexOf(value.Split('=')[0], StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("`hostIPC`", "hostIPC: true")]
    [InlineData("no AppArmor profile", "securityContext: {appArmorProfile: {type: Unconfined}}")]
    [InlineData("a writable root file system", "containers: [{securityContext: {}, volumeMounts: []}]")]
    [InlineData("`/etc`, read-only", "containers: [{securityContext: {}, volumeMounts: [{mountPath: /etc, readOnly: true}]}]")]
    [InlineData("capability `SYS_ADMIN`", "containers: [{securityContext: {capabilities: {add: [SYS_ADMIN]}}, volumeMounts: []}]")]
    [InlineData("privilege escalation", "containers: [{securityContext: {privileged: true}, volumeMounts: []}]")]
    public void A_right_that_somebody_adds_is_noticed(string right, string pod)
    {
        var spec = pod.Contains("containers", StringComparison.Ordinal) ? pod : $"{pod}\ncontainers: [{{securityContext: {{}}, volumeMounts: []}}]";
        Assert.Contains(right, AgentRight.Of((JsonObject)Json(Parse(spec)[0].RootNode)!).Select(found => found.Name));
    }

    private static List<string> Rendered(params string[] flags)
    {
        var result = Helm.Template(["--show-only", "templates/agent.yaml", .. flags]);
        Assert.True(result.ExitCode == 0, result.Error);
        var daemonSet = Parse(result.Output).Select(document => (JsonObject)Json(document.RootNode)!).Single(document => (string?)document["kind"] == "DaemonSet");
        return [.. AgentRight.Of((JsonObject)daemonSet["spec"]!["template"]!["spec"]!).Select(right => right.Name)];
    }

    /// <summary>The first column of the table.</summary>
    private static List<string> Documented() =>
    [
        .. File.ReadLines(Repository.At("docs/security.md"))
            .SkipWhile(line => !line.StartsWith("| it has |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => cells.Skip(1).SkipLast(1).All(cell => cell.Length > 0) ? cells[1] : $"{cells[1]} has an empty column"),
    ];

    private static IList<YamlDocument> Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents;
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        _ => JsonValue.Create(node.ToString()),
    };
}
