using Xunit;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Chart;

/// <summary>Names and labels are valid and unambiguous, whatever the release is called.</summary>
public sealed class ChartNameTests
{
    private static readonly string[] Everything =
    [
        "--api-versions=monitoring.coreos.com/v1", "--api-versions=security.openshift.io/v1", "--set",
        "monitoring.serviceMonitor.enabled=true,monitoring.prometheusRule.enabled=true,monitoring.dashboards.enabled=true,networkPolicy.enabled=true,commonLabels.team=net",
    ];

    [Theory]
    [InlineData("r")]
    [InlineData("123")]
    [InlineData("my.release.2")]
    [InlineData("a-release-with-the-longest-name-that-helm-lets-you-ha")]
    [InlineData("taps", "--set", "nameOverride=other", "--namespace", "456")]
    [InlineData("5", "--set-string", "nameOverride=6")]
    [InlineData("taps", "--set", "fullnameOverride=a-full-name-of-forty-six-characters-not-one-xx")]
    [InlineData("taps", "--kube-version", "1.20.0")]
    [InlineData("taps", "--kube-version", "1.24.17")]
    [InlineData("taps", "--kube-version", "1.34.0")]
    public void Are_taken(string release, params string[] flags)
    {
        var objects = Objects(release, flags);

        Assert.True(objects.Count > 20);
        foreach (var at in objects)
        {
            var metadata = (YamlMappingNode)at["metadata"];
            var name = Text(metadata["name"]);
            Assert.Matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", name);
            if (Text(at["kind"]) is "Service")
            {
                // Until Kubernetes 1.35 a label of DNS.
                Assert.Matches("^[a-z][-a-z0-9]*$", name);
            }
            Assert.True(name.Length <= (Text(at["kind"]) is "Service" or "Job" or "Deployment" or "DaemonSet" ? 63 : 253), name);
            Assert.Equal("k8smirror", Text(metadata["labels"]["app.kubernetes.io/part-of"]));
            Assert.Equal("net", Text(metadata["labels"]["team"]));
            Assert.All(((YamlMappingNode)metadata["labels"]).Children, label =>
            {
                Assert.IsType<YamlScalarNode>(label.Value);
                Assert.Matches("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$", Text(label.Value));
            });
        }
        // The same kind and name twice in a namespace would be one object.
        Assert.Equal(objects.Count, objects.Select(o => (Text(o["kind"]), Text(o["metadata"]["name"]))).Distinct().Count());
    }

    [Theory]
    [InlineData("taps")]
    [InlineData("taps", "--set", "nameOverride=other")]
    public void Pods_are_found_by_kubectl_mirror_and_by_their_owners(string release, params string[] flags)
    {
        foreach (var kind in (string[])["DaemonSet", "Deployment"])
        {
            var owner = Assert.Single(Objects(release, flags), o => Text(o["kind"]) == kind);
            var labels = (YamlMappingNode)owner["spec"]["template"]["metadata"]["labels"];
            Assert.Equal("k8smirror", Text(labels["app.kubernetes.io/part-of"]));
            Assert.All(((YamlMappingNode)owner["spec"]["selector"]["matchLabels"]).Children, label => Assert.Equal(Text(label.Value), Text(labels[label.Key])));
        }
    }

    /// <summary>What is rendered is often piped into <c>kubectl apply</c>, which takes the namespace of its context where an object names none.</summary>
    [Theory]
    [InlineData("1.20.0")]
    [InlineData("1.34.0")]
    public void What_is_in_a_namespace_says_in_which(string version)
    {
        string[] cluster =
        [
            "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "SecurityContextConstraints", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
        ];
        Assert.All(Objects("taps", "--kube-version", version), at =>
        {
            var metadata = (YamlMappingNode)at["metadata"];
            var named = metadata.Children.TryGetValue(new YamlScalarNode("namespace"), out var space) ? Text(space) : null;
            // Events of cluster-scoped objects are in the namespace default.
            var meant = cluster.Contains(Text(at["kind"])) ? null : Text(metadata["name"]).EndsWith("-events", StringComparison.Ordinal) ? "default" : "k8smirror";
            Assert.Equal((Text(at["kind"]), meant), (Text(at["kind"]), named));
        });
    }

    [Fact]
    public void Two_releases_share_the_kinds_and_nothing_else()
    {
        static HashSet<string> Of(string release) =>
            [.. Objects(release, "--set", "crds.install=false").Select(o => $"{Text(o["kind"])} {Text(o["metadata"]["name"])}")];
        var first = Of("first");
        Assert.NotEmpty(first);
        Assert.Empty(first.Intersect(Of("second")));
    }

    private static List<YamlMappingNode> Objects(string release, params string[] flags)
    {
        var result = Helm.Run(["template", release, Helm.Chart, .. flags.Contains("--namespace") ? [] : (string[])["--namespace", "k8smirror"], .. Everything, .. flags]);
        Assert.True(result.ExitCode == 0, result.Error);
        var stream = new YamlStream();
        // Refuses duplicate keys in a mapping.
        stream.Load(new StringReader(result.Output));
        return [.. stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>()];
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
