using K8sMirror.Operator.Checking;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Uninstalling;
using K8sMirror.Operator.Watching;
using K8sMirror.Serving;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Docs;

/// <summary>Times and limits in pages match the code.</summary>
public sealed class OperatorPageTests
{
    private static readonly OperatorOptions Options = new();
    private static readonly LeaseOptions Lease = new("", "", "", Options.LeaseDuration);
    private static readonly ListenerLimits Metrics = ListenerLimits.Metrics;
    private static readonly ListenerLimits Probes = ListenerLimits.Probes;

    public static TheoryData<string, string> Words => new()
    {
        { "operations/operator.md", $"`{Ownership.Finalizer}`" },
        { "operations/operator.md", $"(field manager `{Ownership.FieldManager}`, forced)" },
        { "operations/operator.md", $"{NodeMirrorWriter.Parallelism} at a time" },
        { "operations/operator.md", $"waits {Options.Debounce.TotalMilliseconds} ms to collect changes" },
        { "operations/operator.md", $"refused for {PodWatch.RefusalGrace.TotalSeconds} seconds in a row" },
        { "operations/operator.md", $"after `--agent-grace`, {Options.AgentGrace.TotalMinutes} min" },
        { "operations/operator.md", $"after `--dead-node-grace`, {Options.DeadNodeGrace.TotalMinutes} min" },
        { "operations/operator.md", $"default `--lease-duration` of {Lease.Duration.TotalSeconds} s" },
        { "operations/operator.md", $"the others look every {Lease.Retry.TotalSeconds} s (2/15 of the duration)" },
        { "operations/operator.md", $"stops {Lease.RenewDeadline.TotalSeconds} s (10/15) after it began" },
        { "operations/operator.md", $"takes longer than {Lease.WriteTimeout.TotalSeconds} s (4/15)" },
        { "operations/operator.md", $"After `--timeout` ({new UninstallOptions().Timeout.TotalMinutes} minutes)" },
        { "operations/operator.md", $"`--timeout` ({new CheckOptions().Timeout.TotalSeconds} s) has passed" },
        { "api.md", $"at most every {StatusPace.Least.TotalSeconds} seconds" },
        { "metrics.md", $"has {Metrics.Connections} connections, or {Metrics.ConnectionsOfAPeer} of one peer ({Probes.ConnectionsOfAPeer} on the probes' port)" },
        { "metrics.md", $"At most {PageCopies.Most} pages of metrics are being sent" },
        { "metrics.md", $"starts no request within {Metrics.Idle.TotalSeconds} s ({Probes.Idle.TotalSeconds} s on the probes' port)" },
        { "metrics.md", $"sends its headers for more than {Metrics.Headers.TotalSeconds} s ({Probes.Headers.TotalSeconds} s)" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void What_a_page_says_is_so(string page, string words) =>
        Assert.Contains(words, Repository.Read("docs", page).ReplaceLineEndings(" "), StringComparison.Ordinal);
}
