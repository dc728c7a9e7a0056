using K8sMirror.E2E.Chart;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.E2E.Monitoring;

/// <summary>The alerts as the chart renders them.</summary>
internal static class ChartRules
{
    // The counts must leave the window before the alert ends.
    private const string Window = "10s";

    // Short transients are not faults, nor is one scrape that a busy machine answers late.
    private static readonly string[] Passing =
        ["K8sMirrorNodesBehind", "K8sMirrorCollectorUnreachable", "K8sMirrorMirrorNotProgrammed", "K8sMirrorAgentDown", "K8sMirrorManyAgentsDown", "K8sMirrorOperatorDown", "K8sMirrorAgentMissing", "K8sMirrorOperatorWithoutLeader"];

    /// <summary>The groups, in the format of a rule file.</summary>
    public static string Render(params IEnumerable<string> flags)
    {
        var result = Helm.Template(
            ["--api-versions", "monitoring.coreos.com/v1", "--set", "monitoring.prometheusRule.enabled=true", "--show-only", "templates/prometheusrule.yaml", .. flags]);
        return result.ExitCode == 0
            ? string.Concat(result.Output.Split('\n').SkipWhile(line => line != "spec:").Skip(1).Where(line => line.Length > 2).Select(line => line[2..] + "\n"))
            : throw new InvalidOperationException(result.Error);
    }

    /// <summary>The same with the shortest delays that an admin can set; nothing else is changed.</summary>
    public static string RenderImpatient() => Render(
    [
        .. ((string[])[
            .. Alert.All.Select(alert => $"{alert.Name}.for={(Passing.Contains(alert.Name) ? "4s" : "0s")}"),
            .. ((string[])["CopiesDropped", "TargetQueueDrops", "Shedding", "SelectsNothing", "PermissionDenied", "AgentPassesFail", "ApplySlow", "ObjectsUnreadable", "TunnelTooNarrow", "UnevenShares"])
                .Select(name => $"K8sMirror{name}.window={Window}"),
            "K8sMirrorUnevenShares.bytes=1000",
            "K8sMirrorDeadlineNear.share=0.05", // 9 s of the chart's 3 min; an agent beats every second.
            "K8sMirrorOperatorPassesFail.count=1", // A pass takes as long to fail as a write may take.
            "K8sMirrorOperatorPassesFail.window=30s",
        ]).SelectMany(value => (string[])["--set", $"monitoring.prometheusRule.alerts.{value}"]),
    ]);
}
