using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Chart;

/// <summary>The chart contains the dashboards of deploy/grafana, and nothing else.</summary>
public sealed class ChartDashboardTests
{
    [Fact]
    public void Are_those_of_deploy_grafana()
    {
        var result = Helm.Template(
            "--set", "monitoring.dashboards.enabled=true", "--set", "monitoring.dashboards.annotations.grafana_folder=Network",
            "--set", "monitoring.dashboards.namespace=monitoring", "--show-only", "templates/dashboards.yaml");
        Assert.True(result.ExitCode == 0, result.Error);

        var sources = Directory.GetFiles(Repository.At("deploy/grafana"), "*.json");
        Assert.Equal(4, sources.Length);
        Assert.Equal(sources.Length, result.Output.Split("kind: ConfigMap").Length - 1);
        Assert.All(sources, source =>
        {
            var text = string.Concat(File.ReadAllLines(source).Select(line => $"    {line}\n"));
            Assert.Contains($"  {Path.GetFileName(source)}: |-\n{text}", result.Output + "\n", StringComparison.Ordinal);
        });
        Assert.Contains("grafana_dashboard: \"1\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("grafana_folder: Network", result.Output, StringComparison.Ordinal);
        Assert.Contains("namespace: \"monitoring\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_left_out_unless_asked_for() =>
        Assert.DoesNotContain("-dashboard-", Helm.Template().Output, StringComparison.Ordinal);
}
