using K8sMirror.E2E.Monitoring;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Chart;

/// <summary>The chart's alerts, of which deploy/prometheus has a copy for Prometheus without the Prometheus operator.</summary>
public sealed class ChartRuleTests
{
    private const string Head = """
        # The chart's alerts for a Prometheus without the Prometheus operator; docs/operations/alerts.md says what they mean. Made from
        # deploy/helm/k8smirror/files/alerts.yaml and values.yaml (a test holds it to them; UPDATE_GOLDEN=1 writes it): edit those.

        """;

    [Fact]
    public void Are_those_of_deploy_prometheus()
    {
        var file = Repository.At("deploy/prometheus/k8smirror-rules.yaml");
        var rules = ChartRules.Render();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, Head + rules);
        }
        Assert.Equal(File.ReadAllText(file), Head + rules);
    }

    [Fact]
    public void Can_be_left_out_by_name_and_tuned_one_by_one()
    {
        var rules = ChartRules.Render(
            "--set", "monitoring.prometheusRule.disabled={K8sMirrorMirrorRejected}",
            "--set", "monitoring.prometheusRule.alerts.K8sMirrorNodesBehind=null",
            "--set", "monitoring.prometheusRule.alerts.K8sMirrorCopiesDropped.ratio=0.25",
            "--set", "monitoring.prometheusRule.alerts.K8sMirrorCopiesDropped.for=1h",
            "--set", "monitoring.prometheusRule.alerts.K8sMirrorCopiesDropped.severity=info",
            "--set", "monitoring.prometheusRule.alertLabels.team=net",
            "--set", "monitoring.prometheusRule.runbookUrl=https://example.test/runbooks",
            "--set", "monitoring.jobs.agent=taps");

        Assert.DoesNotContain("alert: K8sMirrorMirrorRejected", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("alert: K8sMirrorNodesBehind", rules, StringComparison.Ordinal);
        var dropped = rules[rules.IndexOf("alert: K8sMirrorCopiesDropped", StringComparison.Ordinal)..rules.IndexOf("alert: K8sMirrorShedding", StringComparison.Ordinal)];
        Assert.Contains("> 0.25\n", dropped, StringComparison.Ordinal);
        Assert.Contains("for: 1h\n", dropped, StringComparison.Ordinal);
        Assert.Contains("severity: info\n", dropped, StringComparison.Ordinal);
        Assert.Contains("team: net\n", dropped, StringComparison.Ordinal);
        Assert.Contains("runbook_url: \"https://example.test/runbooks#k8smirrorcopiesdropped\"", dropped, StringComparison.Ordinal);
        Assert.Contains("up{job=\"taps\"} == 0", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void Do_not_miss_agents_where_none_are_meant_to_be() =>
        Assert.DoesNotContain("K8sMirrorAgentMissing", ChartRules.Render("--set", "agent.nodeSelector.zone=edge"), StringComparison.Ordinal);

    [Theory]
    [InlineData("monitoring.prometheusRule.enabled", "PrometheusRule")]
    [InlineData("monitoring.podMonitor.enabled", "PodMonitor")]
    [InlineData("monitoring.serviceMonitor.enabled", "ServiceMonitor")]
    public void What_the_server_does_not_know_is_refused_by_name(string value, string kind)
    {
        var result = Helm.Template("--set", $"{value}=true");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"{value}: this server has no kind {kind}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_scraped_twice()
    {
        var result = Helm.Template("--set", "monitoring.podMonitor.enabled=true,monitoring.serviceMonitor.enabled=true");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("choose one", result.Error, StringComparison.Ordinal);
    }
}
