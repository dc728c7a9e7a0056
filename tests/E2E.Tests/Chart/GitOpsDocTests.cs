using K8sMirror.Testing;
using Xunit;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace K8sMirror.E2E.Chart;

/// <summary>The manifests of docs/operations/gitops.md are valid, for a chart that exists.</summary>
public sealed class GitOpsDocTests
{
    private static readonly IReadOnlyList<string> Blocks = new Page("docs/operations/gitops.md").Blocks("yaml");

    [Fact]
    public void Argo_CD_renders_the_example()
    {
        var application = Assert.Single(Documents(), document => document["kind"].ToString() == "Application");
        var source = application["spec"]["source"];
        Assert.Equal(Helm.Chart, Repository.At(source["path"].ToString()));

        // What Argo CD adds to `helm template`: the server's version, possibly only two numbers of it, and its kinds.
        Render(source["helm"]["valuesObject"], "--kube-version", "1.30", "--api-versions", "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy", "--include-crds");
    }

    [Fact]
    public void Flux_renders_the_example()
    {
        var release = Assert.Single(Documents(), document => document["kind"].ToString() == "HelmRelease");
        Assert.Equal(Helm.Chart, Repository.At(release["spec"]["chart"]["spec"]["chart"].ToString()[2..]));
        Render(release["spec"]["values"]);
    }

    private static void Render(YamlNode values, params string[] flags)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("values.yaml"), new SerializerBuilder().Build().Serialize(values));

        var result = Helm.Template(["--values", folder.At("values.yaml"), .. flags]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("image: registry.example.com/k8smirror-agent:dev", result.Output, StringComparison.Ordinal);
        Assert.Contains("kind: CustomResourceDefinition", result.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<YamlNode> Documents() => Blocks.SelectMany(block =>
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(block));
        return stream.Documents.Select(document => document.RootNode);
    });
}
