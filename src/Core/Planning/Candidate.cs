using System.Collections;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>A mirror while it is planned.</summary>
internal sealed class Candidate
{
    public Candidate(TrafficMirror mirror)
    {
        Mirror = mirror;
        Findings = [.. MirrorValidator.Validate(mirror)];
        Session = mirror.Spec.AppliedTo(new MirrorSession
        {
            Mirror = mirror.Metadata.Name,
            MirrorUid = mirror.Metadata.Uid ?? "",
            MirrorGeneration = mirror.Metadata.Generation,
            Priority = mirror.Spec.Priority,
            Sources = mirror.Spec.Sources,
            Targets = mirror.Spec.Targets,
        });
        Sources = SourceReach.Of(mirror.Spec);
        Targets = mirror.Spec.Targets.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
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

    /// <summary>Bit n: node n has no room for it. Empty: all have.</summary>
    public BitArray LeftOut { get; private set; } = new(0);

    public bool IsPlanned => !Findings.Any(f => f.IsRefusal) && !Mirror.Spec.Paused && Mirror.Metadata.DeletionTimestamp is null;

    public bool HasReadableSelector => !Findings.Any(f => f.FieldPath.StartsWith("spec.nodeSelector", StringComparison.Ordinal));

    public MirrorPlan ToPlan(List<ClusterNode> nodes) => new(
        Mirror,
        [.. Findings.OrderByDescending(f => f.IsRefusal)],
        [.. nodes.Where((_, at) => Nodes[at]).Select(n => n.Name)])
    {
        LeftOut = LeftOut.Count == 0 ? [] : [.. nodes.Where((_, at) => LeftOut[at]).Select(n => n.Name)],
    };

    /// <summary>Notes that a node has no room for it.</summary>
    public void LeaveOut(int node)
    {
        LeftOut = LeftOut.Count == 0 ? new(Nodes.Count) : LeftOut;
        LeftOut[node] = true;
    }

    /// <summary>True if both mirrors are wanted on one node at least.</summary>
    public bool SharesNodeWith(Candidate other) => new BitArray(Nodes).And(other.Nodes).HasAnySet();
}
