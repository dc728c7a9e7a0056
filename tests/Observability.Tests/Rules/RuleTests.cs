using System.Text.RegularExpressions;
using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Rules;

/// <summary>Tests the alerts with Prometheus' own tool: they are valid, and fire exactly when they should.</summary>
public sealed partial class RuleTests
{
    private static readonly string Cases = Repository.At("tests/Observability.Tests/Rules");
    private static readonly string Runbooks = File.ReadAllText(Repository.At("docs/operations/alerts.md"));

    public static TheoryData<string> CaseFiles() => [.. Directory.GetFiles(Cases, "*.yaml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names() => [.. Alert.All.Select(a => a.Name)];

    [Fact]
    public void Prometheus_takes_them()
    {
        var result = Command.Try("promtool", "check", "rules", "--lint-fatal", Alert.File);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Theory]
    [MemberData(nameof(CaseFiles))]
    public void Fire_when_they_should_and_not_when_they_should_not(string file)
    {
        var result = Command.Try("promtool", "test", "rules", Path.Combine(Cases, file));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_has_a_case_that_fires_and_one_that_does_not(string name)
    {
        var outcomes = Directory.GetFiles(Cases, "*.yaml").SelectMany(f => Outcome().Matches(File.ReadAllText(f)))
            .Where(m => m.Groups["alert"].Value == name).Select(m => m.Groups["none"].Success).ToList();

        Assert.Contains(false, outcomes);
        Assert.Contains(true, outcomes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_has_a_runbook_that_says_what_it_means_how_to_check_and_how_to_fix(string name)
    {
        var section = Runbooks.Split("\n## ").SingleOrDefault(s => s.StartsWith(name + "\n", StringComparison.Ordinal));

        Assert.NotNull(section);
        Assert.Matches(@"(?s)\*\*What it means\.\*\*.*\*\*Check\.\*\*.*```(sh|promql)\n.*\*\*Fix\.\*\*", section);
        Assert.EndsWith("docs/operations/alerts.md#" + name.ToLowerInvariant(), Alert.All.Single(a => a.Name == name).Annotations["runbook_url"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_says_in_words_what_is_wrong_and_how_bad_it_is(string name)
    {
        var alert = Alert.All.Single(a => a.Name == name);

        Assert.StartsWith("K8sMirror", name, StringComparison.Ordinal);
        Assert.Contains(alert.Labels["severity"], (string[])["critical", "warning", "info"]);
        Assert.InRange(alert.Annotations["summary"].Length, 10, 200);
        Assert.DoesNotMatch(@"<\w+>", alert.Expr + alert.Annotations["summary"] + alert.Annotations["description"]);
    }

    [Fact]
    public void No_runbook_is_left_over() =>
        Assert.Equal(
            Alert.All.Select(a => a.Name).Order(StringComparer.Ordinal),
            Heading().Matches(Runbooks).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void The_runbook_of_lost_copies_names_the_reasons_that_other_alerts_have()
    {
        const string Name = "K8sMirrorCopiesDropped";
        var left = Excluded().Match(Alert.All.Single(a => a.Name == Name).Expr).Groups[1].Value.Split('|');
        var meaning = Runbooks.Split($"\n## {Name}\n")[1].Split("**Check.**")[0];

        Assert.All(left, reason => Assert.Contains($"`{reason}`", meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_of_a_scrape_is_one()
    {
        using var folder = new TempDir();
        // Debian builds Prometheus without Kubernetes discovery: the rest is checked with another type of discovery.
        var text = File.ReadAllText(Repository.At("deploy/prometheus/scrape.yaml"))
            .Replace("kubernetes_sd_configs:", "static_configs:", StringComparison.Ordinal)
            .Replace("{role: pod, namespaces: {names: [k8smirror]}}", "{targets: [a]}", StringComparison.Ordinal);
        File.WriteAllText(folder.At("prometheus.yml"), text);

        var result = Command.Try("promtool", "check", "config", folder.At("prometheus.yml"));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [GeneratedRegex("""ALERTS\{alertname="(?<alert>\w+)",alertstate="firing"\}\)\n +eval_time: \w+\n +exp_samples:(?<none> \[\])?""")]
    private static partial Regex Outcome();

    [GeneratedRegex("reason!~\"([^\"]+)\"")]
    private static partial Regex Excluded();

    [GeneratedRegex(@"^## (K8sMirror\w+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
