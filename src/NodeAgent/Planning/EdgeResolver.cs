using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Status;
using K8sMirror.NodeAgent.Collectors;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Resolves the sources and targets of one session against the existing NICs. Knows nothing of other sessions.</summary>
internal static class EdgeResolver
{
    private const string Scoped = "only packets of pods without a NIC of their own, by their addresses";

    /// <summary>One edge for each (source, direction, target), sorted by key, keys unique.</summary>
    public static IReadOnlyList<PlannedEdge> Resolve(MirrorSession session, LinkTable links) => Resolve(session, SessionPods.None, links, CollectorWays.None);

    /// <summary>The same, with NICs in place of pods, and collectors among the targets.</summary>
    public static IReadOnlyList<PlannedEdge> Resolve(MirrorSession session, SessionPods pods, LinkTable links, CollectorWays ways)
    {
        var edges = new SortedDictionary<EdgeKey, PlannedEdge>();
        var variant = EdgeVariant.Of(session.SourceTag);
        var targets = session.Targets.DistinctBy(t => t.Id, StringComparer.Ordinal).ToDictionary(t => t.Id, StringComparer.Ordinal);
        var names = targets.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var source in session.Sources)
        {
            foreach (var name in SourceNames.Of(source.Id, names, links))
            {
                foreach (var direction in source.Direction.Expand())
                {
                    Add(new(name, direction), null);
                }
            }
        }
        // A hook that is a source as a whole has these packets already.
        foreach (var (hook, scope) in pods.ByAddress.Where(h => !edges.Keys.Any(e => e.Source == h.Key.Interface && e.Direction == h.Key.Direction)).ToList())
        {
            Add(hook, scope);
        }
        return [.. edges.Values];

        void Add(Hook hook, AddressScope? scope)
        {
            foreach (var target in targets)
            {
                var key = new EdgeKey(hook.Interface, hook.Direction, target.Key, variant);
                var edge = target.Value.Tunnel is not null ? Judge(key, links, ways.To(target.Value))
                    : scope is null && hook.Interface == target.Key && pods.TargetBehind(target.Key) is { } pod ? Own(key, pod)
                    : Judge(key, links);
                edges[key] = scope is null ? edge : edge with { Scope = scope, Message = edge.State == ProgrammedState.Programmed ? Scoped : edge.Message };
            }
            foreach (var absent in pods.Absent)
            {
                var key = new EdgeKey(hook.Interface, hook.Direction, absent.Id, variant);
                edges[key] = new(key, ProgrammedState.Pending, absent.Reason, absent.Message, IsDesired: false);
            }
        }
    }

    private static PlannedEdge Judge(EdgeKey key, LinkTable links)
    {
        if (key.Source == key.Target)
        {
            return Refused(key, $"source and target are both {key.Source}; copies need a NIC of their own");
        }
        if ((NameProblem(key.Source, links) ?? NameProblem(key.Target, links)) is { } problem)
        {
            return Refused(key, problem);
        }
        var source = links.ByName(key.Source);
        var target = links.ByName(key.Target);
        if (source is not null && Eligibility.WhyNoSource(source) is { } notSource)
        {
            return Refused(key, notSource);
        }
        if (target is not null && Eligibility.WhyNoTarget(target) is { } notTarget)
        {
            return Refused(key, notTarget);
        }
        if (source is null || target is null)
        {
            return new(key, ProgrammedState.Pending, Reasons.InterfaceNotFound, Missing(key, source, target), IsDesired: false);
        }
        if (!target.IsUp || !target.HasCarrier)
        {
            // It is programmed anyway: frames are counted as dropped, and flow as soon as the target is up.
            return new(key, ProgrammedState.Failed, Reasons.TargetDown,
                target.IsUp ? $"{target.Name} has no carrier" : $"{target.Name} is down", IsDesired: true);
        }
        return new(key, ProgrammedState.Programmed, Reasons.Programmed, "", IsDesired: true);
    }

    // Each copy would be another packet that the pod receives.
    private static PlannedEdge Own(EdgeKey key, string pod) =>
        new(key, ProgrammedState.Failed, Reasons.Loop, $"{pod} is a source and the target: its own packets are not copied to it", IsDesired: false);

    private static PlannedEdge Judge(EdgeKey key, LinkTable links, CollectorPath path)
    {
        if (NameProblem(key.Source, links) is { } problem)
        {
            return Refused(key, problem);
        }
        var source = links.ByName(key.Source);
        if (source is not null && Eligibility.WhyNoSource(source) is { } notSource)
        {
            return Refused(key, notSource);
        }
        if (source is null)
        {
            return new(key, ProgrammedState.Pending, Reasons.InterfaceNotFound, SessionStatusComposer.WaitsFor(key.Source), IsDesired: false);
        }
        // As with a NIC that is down: frames are counted as dropped until there is a route. Where only the health check fails, they are sent.
        return path.State switch
        {
            CollectorState.Usable => new(key, ProgrammedState.Programmed, Reasons.Programmed, "", IsDesired: true),
            CollectorState.Resolving => new(key, ProgrammedState.Pending, Reasons.TargetDown, path.Problem, IsDesired: true),
            _ => new(key, ProgrammedState.Failed, Reasons.TargetDown, path.Problem, IsDesired: true),
        };
    }

    // Such a NIC can never appear, or exists under another name, so nothing waits for it. Existing NICs may have any name, even with "[".
    private static string? NameProblem(string name, LinkTable links)
    {
        if (links.ByName(name) is not null)
        {
            return null;
        }
        if (links.ByAlternativeName(name) is { } link)
        {
            return $"{name} is an alternative name of {link.Name}; mirrors know NICs by their names, write {link.Name}";
        }
        if (!InterfaceGlob.IsGlob(name))
        {
            return InterfaceName.Problem(name) is { } problem ? $"'{name}' {problem}" : null;
        }
        InterfaceGlob.Parse(name, out var globProblem);
        return globProblem is { } p ? $"'{name}' {p.Message}" : null;
    }

    private static string Missing(EdgeKey key, Link? source, Link? target) => SessionStatusComposer.WaitsFor(
        source is null && target is null ? $"{key.Source} and {key.Target}"
        : source is null ? key.Source
        : key.Target);

    private static PlannedEdge Refused(EdgeKey key, string why) => new(key, ProgrammedState.Failed, Reasons.Invalid, why, IsDesired: false);
}
