using Xunit;

namespace K8sMirror.E2E.Chart;

/// <summary>Which service account the pods use, and who grants it permissions.</summary>
public sealed class ChartRoleTests
{
    private static readonly string[] OwnAccounts =
        ["--set", "operator.serviceAccount.name=planner,operator.serviceAccount.create=false,agent.serviceAccount.name=copier,agent.serviceAccount.create=false"];

    [Fact]
    public void Accounts_of_your_own_are_used_wherever_an_account_is_named()
    {
        var text = Rendered([.. OwnAccounts, "--set", "openshift.enabled=true", "--kube-version", "1.30.0"]);

        Assert.Contains("serviceAccountName: planner", text, StringComparison.Ordinal);
        Assert.Contains("serviceAccountName: copier", text, StringComparison.Ordinal);
        Assert.Contains("request.userInfo.username == 'system:serviceaccount:k8smirror:copier'", text, StringComparison.Ordinal);
        Assert.Contains("users: [\"system:serviceaccount:k8smirror:copier\"]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("system:serviceaccount:k8smirror:k8smirror-agent", text, StringComparison.Ordinal);
        // The remaining ones are the hooks' accounts.
        Assert.Equal(2, text.Split("kind: ServiceAccount\n").Length - 1);
        Assert.Equal(3, text.Split("subjects: [{kind: ServiceAccount, name: planner, ").Length - 1);
        Assert.Single(text.Split('\n'), line => line.StartsWith("subjects: [{kind: ServiceAccount, name: copier, ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_account_may_have_another_name_and_be_made_all_the_same()
    {
        var text = Rendered("--set", "agent.serviceAccount.name=copier", "--show-only", "templates/agent.yaml");
        Assert.Contains("kind: ServiceAccount\nmetadata:\n  namespace: \"k8smirror\"\n  name: copier\n", text, StringComparison.Ordinal);
        Assert.Contains("serviceAccountName: copier", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_roles_there_are_none_and_the_policy_stays()
    {
        var text = Rendered("--set", "rbac.create=false", "--kube-version", "1.30.0");
        Assert.DoesNotContain("rbac.authorization.k8s.io/v1", text, StringComparison.Ordinal);
        Assert.Contains("kind: ValidatingAdmissionPolicy\n", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Split("kind: ServiceAccount\n").Length - 1);
    }

    [Fact]
    public void Roles_for_people_belong_to_no_other_role_unless_asked_for()
    {
        Assert.DoesNotContain("aggregate-to", Rendered(), StringComparison.Ordinal);
        var text = Rendered(
            "--set-string", @"rbac.viewer.aggregationLabels.rbac\.authorization\.k8s\.io/aggregate-to-view=true", "--show-only", "templates/people-rbac.yaml");
        var viewer = Assert.Single(text.Split("---\n"), document => document.Contains("aggregate-to-view: \"true\"", StringComparison.Ordinal));
        Assert.Contains("name: k8smirror-viewer\n", viewer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent.serviceAccount.create=false", "agent.serviceAccount.name")]
    [InlineData("operator.serviceAccount.create=false", "operator.serviceAccount.name")]
    [InlineData("agent.serviceAccount.name=x,operator.serviceAccount.name=x", "Give each its own")]
    [InlineData("agent.serviceAccount.name=k8smirror-operator", "Give each its own")]
    public void What_cannot_be_is_refused(string set, string says)
    {
        var result = Helm.Template("--set", set);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.29.9", false)]
    [InlineData("1.30", true)]
    [InlineData("1.30.0", true)]
    [InlineData("1.36.3-eks-1", true)]
    public void Without_a_server_its_version_says_whether_it_knows_the_policy(string version, bool knows) =>
        Assert.Equal(knows, Rendered("--kube-version", version).Contains("kind: ValidatingAdmissionPolicy\n", StringComparison.Ordinal));

    private static string Rendered(params string[] flags)
    {
        var result = Helm.Template([.. flags, "--set", "crds.install=false"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
