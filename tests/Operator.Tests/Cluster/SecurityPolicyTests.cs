using System.Globalization;
using System.Net;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>The admission policies of docs/security.md do what the page says.</summary>
public sealed class SecurityPolicyTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Policies = "apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

    // A mirror's targets, and the server's refusal; empty if it accepts it.
    private static readonly Dictionary<string, (string Targets, string Refusal)[]> Mirrors = new()
    {
        ["k8smirror-targets"] =
        [
            ("""{"name":"a","interface":"eth5"},{"name":"b","interface":"eth6"}""", ""),
            ("""{"name":"a","interface":"eth5"},{"name":"b","interface":"eth7"}""", "copies may go to eth5 and eth6 only"),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"192.0.2.10"}}""", "and to no collector"),
            ("""{"name":"a","podSelector":{}}""", "or pod"),
        ],
        ["k8smirror-collectors"] =
        [
            ("""{"name":"a","interface":"eth5"}""", ""),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"192.0.2.10"}},{"name":"b","interface":"eth5"}""", ""),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"2001:db8:c::7"}}""", ""),
            ("""{"name":"a","interface":"eth5"},{"name":"b","tunnel":{"type":"GRE","remote":"198.51.100.7"}}""", "collectors must be in"),
            ("""{"name":"a","tunnel":{"type":"GRE","remote":"2001:db8:d::7"}}""", "collectors must be in"),
        ],
    };

    private const string OfTeam = """{"podSelector":{"matchLabels":{"app":"db"}},"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"payments"}}}""";
    private const string OfOthers = """{"podSelector":{},"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"shop"}}}""";
    private const string ToTeam = """{"name":"a","podSelector":{},"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"payments-test"}}}""";

    [Theory]
    [InlineData("k8smirror-targets", 30)]
    [InlineData("k8smirror-collectors", 31)]
    public async Task A_policy_of_the_documentation_allows_and_refuses_what_it_says(string policy, int minor)
    {
        await ApplyAsync(policy, minor);
        try
        {
            // A policy does not take effect at once.
            await EventuallyAsync.True(
                async () => await RefusalAsync("""{"name":"a","tunnel":{"type":"GRE","remote":"203.0.113.1"}}""") is { } said && said.Contains($"'{policy}'", StringComparison.Ordinal), $"{policy} is applied");
            foreach (var (targets, refusal) in Mirrors[policy])
            {
                Check(targets, refusal, await RefusalAsync(targets));
            }
        }
        finally
        {
            await RemoveAsync();
        }
    }

    [Fact]
    public async Task A_team_mirrors_pods_of_its_own_namespaces_only()
    {
        (string Name, string Source, string Target, string Refusal)[] mirrors =
        [
            ("payments-db", OfTeam, ToTeam, ""),
            ("payments-db", OfTeam + "," + OfTeam.Replace("payments", "payments-test", StringComparison.Ordinal), ToTeam, ""),
            ("db", OfTeam, ToTeam, "must begin with payments-"),
            ("payments-db", OfOthers, ToTeam, "sources must be pods"),
            ("payments-db", OfTeam + "," + OfOthers, ToTeam, "sources must be pods"),
            ("payments-db", """{"podSelector":{}}""", ToTeam, "sources must be pods"),
            ("payments-db", """{"podSelector":{},"namespaceSelector":{}}""", ToTeam, "sources must be pods"),
            ("payments-db", """{"podSelector":{},"namespaceSelector":{"matchLabels":{"team":"payments"}}}""", ToTeam, "sources must be pods"),
            ("payments-db", """{"podSelector":{},"namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"Exists"}]}}""", ToTeam, "sources must be pods"),
            ("payments-db", OfTeam[..^1] + ",\"fallbackInterface\":\"eth0\"}", ToTeam, "without fallbackInterface"),
            ("payments-db", """{"interface":"eth0"}""", ToTeam, "sources must be pods"),
            ("payments-db", OfTeam, """{"name":"a","interface":"eth5"}""", "targets must be pods"),
            ("payments-db", OfTeam, """{"name":"a","podSelector":{}}""", "targets must be pods"),
            ("payments-db", OfTeam, """{"name":"a","tunnel":{"type":"GRE","remote":"192.0.2.10"}}""", "targets must be pods"),
        ];
        await ApplyAsync("k8smirror-pods", 30);
        try
        {
            await Cluster.AddMirrorAsync("ids");
            await GrantAsync("team-payments", "team-shop");
            var member = As("team-payments");
            await EventuallyAsync.True(async () => await RefusalAsync(member, "db", OfTeam, ToTeam) is { } said && said.Contains("'k8smirror-pods'", StringComparison.Ordinal), "the policy is applied");
            foreach (var (name, source, target, refusal) in mirrors)
            {
                Check($"{name} {source} {target}", refusal, await RefusalAsync(member, name, source, target));
            }

            Assert.Contains("must begin with payments-", await RefusalAsync(() => member.DeleteAsync($"{TestCluster.Mirrors}/ids?dryRun=All")), StringComparison.Ordinal);
            Assert.Contains(
                "must begin with payments-",
                await RefusalAsync(() => member.SendAsync(
                    HttpMethod.Patch, $"{TestCluster.Mirrors}/ids?dryRun=All", """{"spec":{"paused":true} }""", "application/merge-patch+json")),
                StringComparison.Ordinal);
            Assert.Equal("", await RefusalAsync(As("team-shop"), "db", OfOthers, ToTeam));
        }
        finally
        {
            await RemoveAsync();
        }
    }

    [Fact]
    public async Task A_high_priority_is_for_one_group_only_and_keeps_nobody_from_other_changes()
    {
        const string Refusal = "a priority above 100 is for the group mirror-admins";
        await ApplyAsync("k8smirror-priority", 30);
        try
        {
            await Cluster.AddMirrorAsync("ids");
            await GrantAsync("developers", "mirror-admins");
            var (anybody, admin) = (As("developers"), As("mirror-admins"));
            await EventuallyAsync.True(async () => await CreateAsync(anybody, 101) is { Length: > 0 }, "the policy is applied");
            Check("101", Refusal, await CreateAsync(anybody, 101));
            Check("100", "", await CreateAsync(anybody, 100));
            Check("the default", "", await CreateAsync(anybody, null));
            Check("101 of an admin", "", await CreateAsync(admin, 101));
            Check("raised", Refusal, await ChangeAsync(anybody, """{"spec":{"priority":1000} }"""));

            Check("raised by an admin", "", await ChangeAsync(admin, """{"spec":{"priority":1000} }""", isKept: true));
            Check("paused", "", await ChangeAsync(anybody, """{"spec":{"paused":true} }"""));
            Check("a finalizer", "", await ChangeAsync(anybody, """{"metadata":{"finalizers":["example.com/x"]} }"""));
            Check("lowered", "", await ChangeAsync(anybody, """{"spec":{"priority":1} }"""));
            Check("raised further", Refusal, await ChangeAsync(anybody, """{"spec":{"priority":1001} }"""));
        }
        finally
        {
            await RemoveAsync();
        }

        static Task<string> CreateAsync(ClusterClient client, int? priority) => RefusalAsync(() => client.SendAsync(
            HttpMethod.Post, $"{TestCluster.Mirrors}?dryRun=All", $$"""
                {"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"m"},
                 "spec":{"sources":[{"interface":"eth1"}],"targets":[{"name":"a","interface":"eth5"}]{{(priority is null ? "" : $",\"priority\":{priority}")}} } }
                """, "application/json"));
        static Task<string> ChangeAsync(ClusterClient client, string change, bool isKept = false) => RefusalAsync(() => client.SendAsync(
            HttpMethod.Patch, $"{TestCluster.Mirrors}/ids{(isKept ? "" : "?dryRun=All")}", change, "application/merge-patch+json"));
    }

    [Fact]
    public void Each_policy_of_the_page_is_there_with_its_binding() =>
        Assert.All(
            (string[])["k8smirror-targets", "k8smirror-collectors", "k8smirror-priority", "k8smirror-pods"],
            policy => Assert.Equal(["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], Documents(policy).Select(d => Line(d, "kind: "))));

    /// <summary>Two documents in one block of the page.</summary>
    private static string[] Documents(string policy)
    {
        var page = File.ReadAllText(Path.Combine(ApiServerFixture.Checkout(), "docs/security.md"));
        return page.Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0])
            .Single(block => block.Contains($"\n  name: {policy}\n", StringComparison.Ordinal)).Split("---\n");
    }

    private static string Line(string document, string begin) => document.Split('\n').First(l => l.StartsWith(begin, StringComparison.Ordinal))[begin.Length..];

    private async Task ApplyAsync(string policy, int minor)
    {
        var served = (string)(await Cluster.Admin.GetAsync("version"))!["minor"]!;
        Assert.SkipWhen(
            int.Parse(served.TrimEnd('+'), CultureInfo.InvariantCulture) < minor, $"the policy is for Kubernetes 1.{minor} and later, and this is 1.{served}");
        foreach (var document in Documents(policy))
        {
            await Cluster.Admin.ApplyAsync(document);
        }
    }

    private async Task RemoveAsync()
    {
        await Cluster.Admin.DeleteAsync(Policies);
        await Cluster.Admin.DeleteAsync(Policies.Replace("policies", "policybindings", StringComparison.Ordinal));
    }

    private static void Check(string what, string refusal, string said) =>
        Assert.True(refusal.Length == 0 ? said.Length == 0 : said.Contains(refusal, StringComparison.Ordinal), $"{what}: {said}");

    /// <summary>RBAC allows these groups everything.</summary>
    private async Task GrantAsync(params string[] groups)
    {
        foreach (var group in groups)
        {
            await Cluster.Admin.ApplyAsync($$"""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{group}}"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
                 "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"{{group}}"}]}
                """);
        }
    }

    /// <summary>A user in a group, and in no other: HttpClient would write both into one header.</summary>
    private ClusterClient As(string group)
    {
        var http = Cluster.Server.CreateClient("admin");
        http.DefaultRequestHeaders.Add("Impersonate-User", "somebody");
        http.DefaultRequestHeaders.Add("Impersonate-Group", group);
        return new(http);
    }

    /// <summary>The policy's refusal of a mirror with these targets; empty if the server accepts it.</summary>
    private Task<string> RefusalAsync(string targets) => RefusalAsync(Cluster.Admin, "m", """{"interface":"eth1"}""", targets);

    private static Task<string> RefusalAsync(ClusterClient client, string name, string sources, string targets) => RefusalAsync(
        () => client.SendAsync(HttpMethod.Post, $"{TestCluster.Mirrors}?dryRun=All", $$"""
            {"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"{{name}}"},
             "spec":{"sources":[{{sources}}],"targets":[{{targets}}]} }
            """, "application/json"));

    private static async Task<string> RefusalAsync(Func<Task> request)
    {
        try
        {
            await request();
            return "";
        }
        catch (ClusterRefusedException refused) when (refused.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Forbidden)
        {
            return refused.Message;
        }
    }
}
