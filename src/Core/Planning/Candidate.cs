using System.Collections;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>A mirror while it is planned.</summary>
internal sealed class Candidate
{
    private readonly bool hasOnlyPodSources;

    public Candidate(TrafficMirror mirror)
    {
        Mirror = mirror;
        Findings = [.. MirrorValidator.Validate(mirror)];
        Session = mirror.Spec.AppliedTo(new MirrorSession
        {
            MirrorRef = MirrorReference.To(mirror),
            Priority = mirror.Spec.Priority,
            Sources = mirror.Spec.Sources,
            Targets = mirror.Spec.Targets,
        });
        Sources = SourceReach.Of(mirror.Spec);
        Targets = mirror.Spec.Targets.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        FirstPodField = mirror.Spec.Sources.Select((s, at) => s.PodSelector is null ? null : $"spec.sources[{at}].podSelector")
            .Concat(mirror.Spec.Targets.Select((t, at) => t.PodSelector is null ? null : $"spec.targets[{at}].podSelector"))
            .FirstOrDefault(path => path is not null);
        SelectsNamespaces = PodNeeds.Of(mirror.Spec).Namespaces;
        hasOnlyPodSources = mirror.Spec.Sources.Count > 0 && mirror.Spec.Sources.All(s => s.PodSelector is not null);
    }

    public TrafficMirror Mirror { get; }

    public string Name => Mirror.Metadata.Name;

    public List<Finding> Findings { get; }

    public MirrorSession Session { get; }

    /// <summary>What the sources reach, for comparing mirrors.</summary>
    public IReadOnlyList<SourceReach> Sources { get; }

    /// <summary>Ids of the targets.</summary>
    public IReadOnlySet<string> Targets { get; }

    /// <summary>How many mirrors were found to overlap with this one.</summary>
    public int Overlaps { get; set; }

    /// <summary>Bit n: the selector matches node n (of the sorted nodes).</summary>
    public BitArray Nodes { get; set; } = new(0);

    /// <summary>Bit n: node n has no room for it. Empty if all nodes have room.</summary>
    public BitArray LeftOut { get; private set; } = new(0);

    /// <summary>Its selection of pods on each node that its selector matches; null if it selects no pods, or they are not known.</summary>
    public PodSelection?[]? Pods { get; set; }

    /// <summary>True if it selects pods, and those, or the namespaces that it selects, are not known yet.</summary>
    public bool AwaitsPods { get; set; }

    /// <summary>True if it is neither refused nor being deleted. It may be paused.</summary>
    public bool IsWanted => !Findings.Any(f => f.IsRefusal) && Mirror.Metadata.DeletionTimestamp is null;

    public bool IsPlanned => IsWanted && !Mirror.Spec.Paused;

    /// <summary>True if a source or a target selects pods.</summary>
    public bool SelectsPods => FirstPodField is not null;

    /// <summary>The first field that selects pods; null if none does.</summary>
    public string? FirstPodField { get; }

    /// <summary>True if it selects pods by their namespaces' labels.</summary>
    public bool SelectsNamespaces { get; }

    public bool HasReadableSelector => !Findings.Any(f => f.FieldPath.StartsWith("spec.nodeSelector", StringComparison.Ordinal));

    public MirrorPlan ToPlan(List<ClusterNode> nodes) => new(
        Mirror,
        [.. Findings.OrderByDescending(f => f.IsRefusal)],
        [.. nodes.Where((_, at) => IsOn(at)).Select(n => n.Name)])
    {
        LeftOut = LeftOut.Count == 0 ? [] : [.. nodes.Where((_, at) => LeftOut[at]).Select(n => n.Name)],
        Matched = nodes.Where((_, at) => Nodes[at]).Count(),
        AwaitsPods = AwaitsPods,
        Pods = Pods is null || Mirror.Spec.Sources.All(s => s.PodSelector is null) ? null : new(
            Pods.Sum(p => p?.Selected ?? 0),
            Pods.Sum(p => p?.HostNetworkSources.Count ?? 0),
            [.. Pods.Where((_, at) => IsOn(at)).Select(p => p?.WithAddress ?? 0)]),
    };

    /// <summary>True if the node applies it: its selector matches and, if all its sources are pods, one of them with an address is on the node.</summary>
    /// <param name="node">Number of the node.</param>
    public bool IsOn(int node) => Nodes[node] && !AwaitsPods && (!hasOnlyPodSources || PodsOn(node)?.WithAddress > 0);

    /// <summary>Its selection of the node's pods; null if it selects none.</summary>
    /// <param name="node">Number of the node.</param>
    public PodSelection? PodsOn(int node) => Pods?[node];

    /// <summary>The session for the node.</summary>
    /// <param name="node">Number of the node.</param>
    public MirrorSession SessionOn(int node) => PodsOn(node)?.Pods is { } pods ? Session with { Pods = pods } : Session;

    /// <summary>Notes that a node has no room for it.</summary>
    public void LeaveOut(int node)
    {
        LeftOut = LeftOut.Count == 0 ? new(Nodes.Count) : LeftOut;
        LeftOut[node] = true;
    }

    /// <summary>True if the selectors of both mirrors match a common node.</summary>
    public bool SharesNodeWith(Candidate other) => new BitArray(Nodes).And(other.Nodes).HasAnySet();
}
