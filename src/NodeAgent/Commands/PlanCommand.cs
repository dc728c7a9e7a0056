using System.CommandLine;
using K8sMirror.Bpf.Links;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Hosting;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Rendering;
using K8sMirror.NodeAgent.Specs;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>plan</c>: what <c>run</c> would do on this host now, and why it would not do the rest.</summary>
internal static class PlanCommand
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public static Command Create(Seams seams)
    {
        var (mirror, manifests, output) = (CommonOptions.Mirror(), CommonOptions.Manifests(), OutputOption.Create());
        var offload = CommonOptions.OffloadCpus();
        var command = new Command("plan", "Show what would be mirrored on this host, and what is refused and why; nothing is changed")
        {
            mirror, manifests, offload, output,
        };
        var selection = new SelectionOptions();
        selection.AddTo(command, mirror);
        command.Validators.Add(r =>
        {
            if (r.GetResult(mirror) is null == r.GetResult(manifests) is null)
            {
                r.AddError("give either --mirror or --manifests");
            }
        });
        command.SetAction(parsed =>
        {
            CommonOptions.ThrowIfAbsent(parsed, offload);
            var input = selection.ApplyTo(parsed, mirror, manifests).OrThrow();
            using var links = seams.OpenLinks();
            using var paths = seams.OpenPaths();
            var report = Compose(input, links.Read(), paths, seams.Survey, parsed.GetValue(offload));
            Print.Report(parsed, parsed.GetValue(output), report, CommandJsonContext.Default.PlanReport, () => Text(report, parsed.GetValue(offload)));
            return report.Sessions.Any(s => IsRefused(s)) ? ExitCode.InvalidInput : ExitCode.Ok;
        });
        return command;
    }

    private static PlanReport Compose(MirrorInput input, LinkTable links, ICollectorPaths paths, IHookSurvey survey, CpuList? offload)
    {
        var snapshot = StandAlonePlan.Make(input.Mirrors, input.Sets, Environment.MachineName, 1, null);
        var plan = DatapathPlanner.Plan(snapshot.Spec, links, snapshot.Sets, WaysIn(snapshot.Spec, paths));
        var features = new DatapathFeatures("", survey.Attach, []);
        var granted = plan.Edges.Select(e => new EdgeOutcome(e.Key, Reasons.Programmed, ""));
        var status = NodeStatusComposer.Compose(1, plan, links, granted, [], [], features, snapshot.Rejected);
        var hooks = plan.Edges
            .GroupBy(e => (e.SourceIndex, e.Key.Source, e.Key.Direction))
            .Select(h => (Hook: h.Key, Place: PlaceOf([.. h], offload)))
            .Select(h => new PlannedHook(
                h.Hook.Source, h.Hook.Direction, h.Place.IsAway, h.Place.Reason, survey.Others(h.Hook.SourceIndex, h.Hook.Direction)))
            .ToList();
        var warnings = input.Problems.Select(p => p.Message).Concat(SetWarnings.Of(snapshot.Spec, snapshot.Sets)).Concat(plan.Warnings.Select(w => $"{w.Mirror}: {w.Edge}: {w.Message}"));
        return new(survey.Attach, status.Sessions, [.. warnings], hooks) { Selections = SelectionReport.Of(snapshot.Spec) };
    }

    /// <summary>An available next hop answers at once; this is the longest wait for others.</summary>
    private static CollectorWays WaysIn(NodeMirrorSpec spec, ICollectorPaths paths)
    {
        var collectors = CollectorWays.In(spec);
        var ways = paths.Resolve(collectors);
        for (var waited = TimeSpan.Zero; waited < LongestWait && ways.Values.Any(w => w.State == CollectorState.Resolving); waited += LookAgain)
        {
            Thread.Sleep(LookAgain);
            ways = paths.Resolve(collectors);
        }
        return new(ways);
    }

    private static CopyingPlace PlaceOf(IReadOnlyList<DesiredEdge> edges, CpuList? offload) =>
        offload is null ? new(false, "no --offload-cpus")
        : OffloadCpus.Problem(offload) is { } problem ? new(false, problem)
        : CopyingPlace.Of(edges, SelectionClauses.Of(edges).Count);

    /// <summary>A NIC that is missing or down is not a refusal: it may come.</summary>
    private static bool IsRefused(SessionStatus session) =>
        session.Edges.Count == 0
            ? session.State == ProgrammedState.Failed
            : session.Edges.Any(e => e.State == ProgrammedState.Failed && e.Reason != Reasons.TargetDown);

    private static string Text(PlanReport report, CpuList? offload)
    {
        var text = SessionTable.Render(report.Sessions, programmed: "would mirror");
        text += string.Concat(report.Selections.Select(s => $"\n{s.Mirror}: {s.Text}")) + (report.Selections.Count > 0 ? "\n" : "");
        text += $"\nattach: {report.Attach}\n";
        foreach (var hook in report.Hooks.Where(_ => offload is not null))
        {
            var place = hook.Offload ? $"by CPU {offload}" : "where the packet is";
            text += $"{hook.Interface} {hook.Direction.Word()}: would be copied {place}: {hook.OffloadReason}\n";
        }
        foreach (var hook in report.Hooks.Where(h => h.Others.Count > 0))
        {
            text += $"{hook.Interface} {hook.Direction.Word()}: ours would run before {string.Join(", ", hook.Others)}\n";
        }
        return text + string.Concat(report.Warnings.Select(w => $"warning: {w}\n"));
    }
}
