using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

public sealed class BundleTests(PluginFixture cluster) : PluginTest(cluster)
{
    private const string SecretValue = "hunter22-of-the-secret";

    [Fact]
    public async Task A_bundle_has_what_a_report_needs_and_no_secret()
    {
        Apply(Mirror("ids", "eth2"));
        await Cluster.ToldAsync("node-a", "ids");
        await Cluster.ReportAsync("node-a", ("eth2", "TargetDown", "eth2 is down"));
        await Cluster.Admin.DeleteAsync("api/v1/namespaces/k8smirror/secrets/of-the-tool");
        await Cluster.Admin.CreateAsync("api/v1/namespaces/k8smirror/secrets", $$$"""{"metadata":{"name":"of-the-tool"},"stringData":{"password":"{{{SecretValue}}}"}}""");
        await Cluster.Admin.MergeAsync("api/v1/nodes/node-a", """{"metadata":{"annotations":{"someone.example/login":"hunter22-in-an-annotation"}}}""");
        await Cluster.Admin.MergeAsync($"{PluginFixture.Mirrors}/ids", """{"metadata":{"labels":{"team":"net"},"annotations":{"note":"token=hunter22-in-a-note"}}}""");
        await Cluster.AgentPodAsync("node-a", "", 9464);
        var token = File.ReadAllText(Cluster.Server.Kubeconfig("admin")).Split("token: \"")[1].Split('"')[0];
        await Cluster.Admin.CreateAsync("api/v1/namespaces/k8smirror/events", $$"""
            {"metadata":{"name":"e{{Guid.NewGuid():N}}"},"involvedObject":{"kind":"Pod","name":"p","namespace":"k8smirror"},"reason":"Odd","message":"sent Authorization: Bearer {{token}}","type":"Warning"}
            """);
        using var folder = new TempDir();
        var file = folder.At("b.tar.gz");

        var result = As.Mirror("support-bundle", "--to", file);

        Assert.True(result.ExitCode == 0, result.Error);
        var entries = SupportBundle.Read(file);
        Assert.All(
            (string[])["README.txt", "status.txt", "cluster/version.yaml", "cluster/nodes.yaml", "mirrors/trafficmirrors.yaml", "mirrors/nodemirrors.yaml",
                "mirrors/crd-trafficmirrors.yaml", "install/k8smirror/pods.yaml", "install/k8smirror/daemonsets.yaml", "install/k8smirror/leases.yaml",
                "events/trafficmirrors.yaml", "events/namespace-k8smirror.yaml"],
            name => Assert.Contains($"b/{name}", entries.Keys));
        Assert.Contains("eth2 is down", entries["b/mirrors/nodemirrors.yaml"], StringComparison.Ordinal);
        Assert.Contains("reason: Odd", entries["b/events/namespace-k8smirror.yaml"], StringComparison.Ordinal);
        Assert.Contains("k8smirror-agent-node-a", entries["b/install/k8smirror/pods.yaml"], StringComparison.Ordinal);
        Assert.All(entries, e => Assert.DoesNotContain("hunter22", e.Value, StringComparison.Ordinal));
        Assert.All(entries, e => Assert.DoesNotContain(token, e.Value, StringComparison.Ordinal));
        // There is no kubelet behind this API server: what could not be collected is named, in the output and in the bundle.
        Assert.Contains("not in it: pods/k8smirror-k8smirror-agent-node-a.log", result.Output, StringComparison.Ordinal);
        Assert.Contains("pods/k8smirror-k8smirror-agent-node-a.log: ", entries["b/README.txt"], StringComparison.Ordinal);
        Assert.Equal("600", Command.Run("stat", "-c", "%a", file).Trim());
        var again = As.Mirror("support-bundle", "--to", file);
        Assert.Equal(1, again.ExitCode);
    }

    [Fact]
    public async Task Someone_with_few_rights_gets_what_he_may_see_and_is_told_the_rest()
    {
        await Cluster.Admin.ApplyAsync("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"sees-mirrors"},"rules":[
              {"apiGroups":["k8smirror.io"],"resources":["*"],"verbs":["get","list"]},{"apiGroups":[""],"resources":["nodes"],"verbs":["list"]}]}
            """);
        await Cluster.Admin.ApplyAsync("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"sees-mirrors"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"sees-mirrors"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"viewer"}]}
            """);
        using var viewer = new Programs(Cluster.Server.Kubeconfig(PluginFixture.Viewer));
        using var folder = new TempDir();

        var result = viewer.Mirror("support-bundle", "--to", folder.At("v.tar.gz"));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("v/mirrors/trafficmirrors.yaml", SupportBundle.Read(folder.At("v.tar.gz")).Keys);
        Assert.Contains("pods cannot be listed", result.Output, StringComparison.Ordinal);
        Assert.Contains("give -n NAMESPACE", viewer.Mirror("status").Output, StringComparison.Ordinal);
    }
}
