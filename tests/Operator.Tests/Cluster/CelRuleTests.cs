using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sMirror.Testing.ControlPlane;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Each CEL rule of the CRDs, broken once, on a server that enforces them; on one that does not, the operator does.</summary>
public sealed partial class CelRuleTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Crds = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Reserved = "K8sMirror uses this NIC itself";
    private const string Refused = "the kernel refuses this name";
    private const string Characters = "no NIC's name has white space, '/', ':' or '%'";

    /// <summary>Field that the server names, what it says, and a spec that breaks just that rule.</summary>
    public static TheoryData<string, string, string> Broken => new()
    {
        { "spec", "a NIC is both source and target of this mirror; a NIC cannot be copied to itself", Spec("eth1", "eth1") },
        {
            "spec", "two targets have the same interface; a target gets one copy, so remove one of the two",
            """{"sources":[{"interface":"eth1"}],"targets":[{"name":"a","interface":"eth2"},{"name":"b","interface":"eth2"}]}"""
        },
        {
            "spec.nodeSelector.matchExpressions[0]", "In and NotIn need at least one value; Exists and DoesNotExist take none",
            Spec("eth1", "eth2", """{"key":"zone","operator":"In"}""")
        },
        {
            "spec.nodeSelector.matchExpressions[0]", "In and NotIn need at least one value; Exists and DoesNotExist take none",
            Spec("eth1", "eth2", """{"key":"zone","operator":"Exists","values":["edge"]}""")
        },
        { "spec.sources[0].interface", Characters, Spec("eth%d", "eth2") },
        { "spec.sources[0].interface", "a NIC's name has at most 15 bytes", Spec("sixteen-bytes-ok", "eth2") },
        { "spec.sources[0].interface", Refused, Spec("..", "eth2") },
        { "spec.sources[0].interface", Reserved, Spec("k8sm-out", "eth2") },
        { "spec.targets[0].interface", Characters, Spec("eth1", "eth 2") },
        { "spec.targets[0].interface", "a target is one NIC, by its exact name; patterns are for sources", Spec("eth1", "ens*") },
        { "spec.targets[0].interface", Refused, Spec("eth1", ".") },
        { "spec.targets[0].interface", Reserved, Spec("eth1", "k8sm-in") },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_spec_that_breaks_a_rule_is_refused_with_the_field_and_a_message(string field, string message, string spec)
    {
        if (!await HasCelAsync())
        {
            await OperatorRefusesAsync(spec);
            return;
        }

        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => ApplyAsync(spec));

        var causes = JsonNode.Parse(refused.Body)!["details"]!["causes"]!.AsArray();
        Assert.Contains(causes, cause => (string?)cause!["field"] == field && ((string)cause["message"]!).Contains(message, StringComparison.Ordinal));
        Assert.Null(await Cluster.MirrorAsync("broken"));
    }

    [Fact]
    public void Each_rule_has_its_case()
    {
        var rules = Directory.GetFiles(Path.Combine(ApiServerFixture.Checkout(), "crds"), "*.yaml").SelectMany(Rules);
        var cases = Broken.Select(row => $"{Index().Replace(row.Data.Item1, "[]")}: {row.Data.Item2}");

        Assert.Equal(rules.Order(StringComparer.Ordinal), cases.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pattern_may_be_longer_than_a_name()
    {
        await Cluster.AddMirrorAsync("long", source: "enp*-a-long-pattern*");

        Assert.NotNull(await Cluster.MirrorAsync("long"));
    }

    /// <summary>Servers from 1.25 on have it.</summary>
    private async Task<bool> HasCelAsync() =>
        (await Cluster.Admin.GetAsync($"{Crds}/trafficmirrors.k8smirror.io"))!.ToJsonString().Contains("x-kubernetes-validations", StringComparison.Ordinal);

    private Task<JsonNode> ApplyAsync(string spec) => Cluster.Admin.ApplyAsync(
        $$"""{"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"broken"},"spec":{{spec}} }""");

    /// <summary>What an old server's schema does not refuse, the operator does.</summary>
    private async Task OperatorRefusesAsync(string spec)
    {
        try
        {
            await ApplyAsync(spec);
        }
        catch (ClusterRefusedException refused) when (refused.Status == HttpStatusCode.UnprocessableEntity)
        {
            return;
        }

        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.ConditionBecomesAsync("broken", "Accepted", "False/Invalid");
        await Cluster.SessionsBecomeAsync("node-a", "");
    }

    /// <summary>Rules of a CRD as <c>field: message</c>.</summary>
    private static IEnumerable<string> Rules(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        return Rules(yaml.Documents[0].RootNode["spec"]["versions"][0]["schema"]["openAPIV3Schema"], "");
    }

    private static IEnumerable<string> Rules(YamlNode schema, string path)
    {
        var own = Child(schema, "x-kubernetes-validations") is YamlSequenceNode rules ? rules.Select(rule => $"{path.TrimStart('.')}: {rule["message"]}") : [];
        var fields = Child(schema, "properties") is YamlMappingNode properties ? properties.SelectMany(field => Rules(field.Value, $"{path}.{field.Key}")) : [];
        var items = Child(schema, "items") is { } item ? Rules(item, path + "[]") : [];
        return own.Concat(fields).Concat(items);
    }

    private static YamlNode? Child(YamlNode node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string Spec(string source, string target, string? expression = null) => $$"""
        {"nodeSelector":{"matchExpressions":[{{expression}}]},"sources":[{"interface":"{{source}}"}],"targets":[{"name":"tool","interface":"{{target}}"}]}
        """;

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
