using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Composes what <c>status</c> shows.</summary>
internal sealed class ReportComposer(AgentState state, ISpecSource source, DatapathFeatures features, CounterReader counters)
{
    /// <summary>The report now; waits for the loop to read the counters.</summary>
    public AgentReport Compose()
    {
        var view = state.View;
        var (edges, vitals, queues) = (counters.Read(), counters.ReadVitals(), counters.ReadQueues());
        var stopped = view?.Status.Sessions.SelectMany(s => s.Edges.Where(e => e.Reason == Reasons.LoopDetected)
            .Select(e => (s.Mirror, new EdgeKey(e.Source, e.Direction, e.Target)))).ToHashSet() ?? [];
        var mirrors = view?.Edges.ToDictionary(e => e.Key, e => e.Mirrors) ?? [];
        return new()
        {
            Version = BuildVersion.Text,
            ProcessId = Environment.ProcessId,
            StartedAt = state.StartedAt,
            Source = source.Description,
            SourceProblem = source.Problem,
            Error = state.Error,
            LastPassAt = view?.CompletedAt,
            Kernel = features.Release,
            Attach = features.Attach,
            Cpu = CpuReport.From(vitals.Cpu),
            Warnings = [.. features.Warnings, .. Problems(vitals), .. view is null ? [] : SetWarnings.Of(view.Spec, view.Sets),
                .. view?.Warnings.Select(w => $"{w.Mirror}: {w.Edge}: {w.Message}") ?? []],
            Sessions = view?.Status.Sessions ?? [],
            Selections = view is null ? [] : SelectionReport.Of(view.Spec),
            Edges = [.. edges.Where(c => mirrors.ContainsKey(c.Key)).OrderBy(c => c.Key).Select(c => Edge(c, mirrors[c.Key]) with
            {
                IsStopped = mirrors[c.Key].Any(m => stopped.Contains((m, c.Key.Pair))),
            })],
            Targets = [.. queues.Select(TargetReport.From)],
        };
    }

    /// <summary>An edge's counters.</summary>
    public static EdgeReport Edge(EdgeCounters counters, IReadOnlyList<string> mirrors) => new()
    {
        Source = counters.Key.Source,
        Direction = counters.Key.Direction,
        Target = counters.Key.Target,
        Variant = counters.Key.Variant is { Length: > 0 } variant ? variant : null,
        Mirrors = mirrors,
        SeenPackets = counters.Seen.Frames,
        SeenBytes = counters.Seen.Bytes,
        NotSelectedPackets = counters.NotSelected.Frames,
        NotSelectedBytes = counters.NotSelected.Bytes,
        SampledOutPackets = counters.SampledOut.Frames,
        SampledOutBytes = counters.SampledOut.Bytes,
        LimitedPackets = counters.Limited.Frames,
        LimitedBytes = counters.Limited.Bytes,
        DuplicatePackets = counters.Duplicate.Frames,
        DuplicateBytes = counters.Duplicate.Bytes,
        MirroredPackets = counters.Sent.Frames,
        MirroredBytes = counters.Sent.Bytes - counters.Sliced.Bytes,
        DroppedPackets = Drops(counters, t => t.Frames),
        DroppedBytes = Drops(counters, t => t.Bytes),
    };

    private static string[] Problems(DatapathVitals vitals) => vitals.Cpu?.Offload.Problem is { Length: > 0 } problem ? [problem] : [];

    private static SortedDictionary<string, ulong> Drops(EdgeCounters counters, Func<Tally, ulong> value) =>
        new(counters.Dropped.Where(d => d.Value.Frames > 0).ToDictionary(d => MetricNames.Reason(d.Key), d => value(d.Value)));
}
