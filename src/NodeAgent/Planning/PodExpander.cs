using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Replaces the pods that sessions name by NICs. Pure.</summary>
internal static class PodExpander
{
    /// <summary>Expands all sessions; one that names no pods stays the same instance.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="places">Where its pods are.</param>
    /// <param name="links">The node's NICs.</param>
    public static ExpandedSpec Expand(NodeMirrorSpec spec, PodPlaces places, LinkTable links)
    {
        if (!spec.Sessions.Any(HasPods))
        {
            return ExpandedSpec.WithoutPods(spec);
        }
        var pods = new Dictionary<(string, string), SessionPods>();
        var sessions = new List<MirrorSession>();
        foreach (var session in spec.Sessions)
        {
            if (!HasPods(session))
            {
                sessions.Add(session);
                continue;
            }
            sessions.Add(Expand(session, places, links, out var found));
            pods[(session.Mirror, session.MirrorRef.Uid)] = found;
        }
        return new(spec with { Sessions = sessions }, pods);
    }

    private static bool HasPods(MirrorSession session) => session.Sources.Any(s => s.PodSelector is not null) || session.Targets.Any(t => t.PodSelector is not null);

    private static MirrorSession Expand(MirrorSession session, PodPlaces places, LinkTable links, out SessionPods pods)
    {
        var all = (session.Pods ?? []).OrderBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Uid, StringComparer.Ordinal).ToList();
        var targetParts = new List<PodPart>();
        var sources = session.Sources.SelectMany((s, at) => s.PodSelector is null ? [s] : SourcesOf(s, all.Where(p => p.Sources?.Contains(at) == true), places));
        var absent = new List<AbsentTarget>();
        var targets = new List<MirrorTarget>();
        // The datapath has no room for more; targets other than pods come first.
        var room = Math.Max(0, DatapathLimits.TargetsPerMirror - session.Targets.Count(t => t.PodSelector is null));
        var isPart = new HashSet<SessionPod>(ReferenceEqualityComparer.Instance);
        for (var at = 0; at < session.Targets.Count; at++)
        {
            var (target, place) = (session.Targets[at], at);
            if (target.PodSelector is null)
            {
                targets.Add(target);
                continue;
            }
            var selected = all.Where(p => p.Targets?.Contains(place) == true).ToList();
            var found = selected.Where(p => places.Of(p).State == PodPlaceState.Found).ToList();
            var used = found.Take(room).ToList();
            room -= used.Count;
            targets.AddRange(used.Select(p => ToNic(target, p, places.Of(p).Nic, isOnlyOne: found.Count == 1)));
            targetParts.AddRange(selected.Where(isPart.Add).Select(p => TargetPart(p, places.Of(p), found.Contains(p) && !used.Contains(p))));
            if (used.Count == 0)
            {
                absent.Add(Absent(target.Id, selected, places));
            }
        }
        var targetNames = targets.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var byAddress = new SortedDictionary<Hook, List<AddressPrefix>>();
        var sourceParts = all.Where(p => p.Sources is { Count: > 0 })
            .Select(p => SourcePart(session, p, places.Of(p), pattern => SourceNames.Of(pattern, targetNames, links), byAddress)).ToList();
        pods = new([.. sourceParts, .. targetParts], absent, session.Sources.Any(s => s.PodSelector is not null))
        {
            ByAddress = byAddress.ToDictionary(h => h.Key, h => new AddressScope(h.Key.Direction == EdgeDirection.Egress, Sorted(h.Value))),
        };
        return session with { Sources = [.. sources], Targets = targets };
    }

    private static PodPart SourcePart(
        MirrorSession session, SessionPod pod, PodPlace place, Func<string, List<string>> namesOf, SortedDictionary<Hook, List<AddressPrefix>> byAddress)
    {
        var nics = new SortedSet<string>(StringComparer.Ordinal);
        var shared = new SortedSet<string>(StringComparer.Ordinal);
        var (state, problem) = (PodPlaceState.Found, "");
        foreach (var source in pod.Sources!.Where(at => at >= 0 && at < session.Sources.Count).Select(at => session.Sources[at]))
        {
            var found = NicsOf(source, place);
            nics.UnionWith(found);
            if (found.Count == 0 && source.FallbackInterface is { } pattern && place.IsByAddress)
            {
                var names = namesOf(pattern);
                shared.UnionWith(names);
                AddTo(byAddress, names, source.Direction, pod);
            }
            else if (found.Count == 0)
            {
                (state, problem) = source.PodInterface is { } name && place.Nics.Count > 0
                    ? (PodPlaceState.Missing, $"no NIC of the pod that matches {name} has an end at the node")
                    : (place.State, place.Problem);
            }
        }
        return new(pod, false, [.. nics], state, problem.Length == 0 && shared.Count > 0 ? place.Problem : problem) { SharedNics = [.. shared] };
    }

    // What it receives comes in at a NIC that it shares, and what it sends goes out. The other way round, packets with its address are not the pod's: of a
    // host elsewhere that has the address by now, or to one.
    private static void AddTo(SortedDictionary<Hook, List<AddressPrefix>> byAddress, List<string> nics, MirrorDirection direction, SessionPod pod)
    {
        foreach (var hook in nics.SelectMany(nic => direction.Expand().Select(d => new Hook(nic, d))))
        {
            if (!byAddress.TryGetValue(hook, out var addresses))
            {
                byAddress[hook] = addresses = [];
            }
            addresses.AddRange(PodNetwork.Of(pod).Parsed().Select(AddressPrefix.Of));
        }
    }

    private static List<AddressPrefix> Sorted(IEnumerable<AddressPrefix> addresses) => [.. addresses.Distinct().OrderBy(a => a.IsV6).ThenBy(a => a.Bits)];

    private static PodPart TargetPart(SessionPod pod, PodPlace place, bool isTooMany) => isTooMany
        ? new(pod, true, [], PodPlaceState.Missing, $"the mirror already has {DatapathLimits.TargetsPerMirror} targets on this node")
        : new(pod, true, place.State == PodPlaceState.Found ? [place.Nic] : [], place.State, place.Problem);

    private static IEnumerable<MirrorSource> SourcesOf(MirrorSource source, IEnumerable<SessionPod> pods, PodPlaces places) =>
        pods.SelectMany(p => NicsOf(source, places.Of(p))).Select(nic => new MirrorSource { Interface = nic, Direction = source.Direction.Turned() });

    private static List<string> NicsOf(MirrorSource source, PodPlace place) => source.PodInterface is { } name
        ? [.. place.Nics.Where(n => n.Inside.Length > 0 && Matches(name, n.Inside)).Select(n => n.Name)]
        : place.State == PodPlaceState.Found ? [place.Nic] : [];

    private static bool Matches(string pattern, string name) =>
        InterfaceGlob.IsGlob(pattern) ? InterfaceGlob.Parse(pattern, out _)?.Matches(name) == true : pattern == name;

    // Balancing identifies targets by name. A single one keeps the name, so that its successor gets the same conversations.
    private static MirrorTarget ToNic(MirrorTarget target, SessionPod pod, string nic, bool isOnlyOne) => target with
    {
        Name = isOnlyOne ? target.Name : $"{target.Name}/{pod.Namespace}/{pod.Name}",
        Interface = nic,
        PodSelector = null,
        NamespaceSelector = null,
    };

    private static AbsentTarget Absent(string id, List<SessionPod> selected, PodPlaces places)
    {
        if (selected.Count == 0)
        {
            return new(id, Reasons.NoPods, $"no pod of this node matches target {id}");
        }
        var place = places.Of(selected[0]);
        return new(id, Reasons.PodInterfaceNotFound, $"target {id}: {selected[0].Namespace}/{selected[0].Name}: {place.Problem}");
    }
}
