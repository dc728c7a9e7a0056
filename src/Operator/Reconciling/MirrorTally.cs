using K8sMirror.Core.Api;
using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Counts a pass's objects for the gauge.</summary>
internal sealed class MirrorTally
{
    private int programmed;
    private int pending;
    private int rejected;
    private int deleting;

    /// <summary>Adds one mirror as its status describes it.</summary>
    public void Add(TrafficMirror mirror, TrafficMirrorStatus status)
    {
        if (mirror.Metadata.DeletionTimestamp is not null)
        {
            deleting++;
        }
        else if (!Is(status, ConditionTypes.Accepted))
        {
            rejected++;
        }
        else if (Is(status, ConditionTypes.Programmed))
        {
            programmed++;
        }
        else
        {
            pending++;
        }
    }

    /// <summary>The numbers, with those of the NodeMirrors.</summary>
    public ObjectCounts ToCounts(ClusterView view) => new()
    {
        MirrorsProgrammed = programmed,
        MirrorsPending = pending,
        MirrorsRejected = rejected,
        MirrorsDeleting = deleting,
        NodeMirrors = view.NodeMirrors.Count,
        BehindSince = [.. view.NodeMirrors.Values.Select(mirror => Silence.BehindSince(mirror.Value)).OfType<DateTimeOffset>()],
    };

    private static bool Is(TrafficMirrorStatus status, string type) =>
        status.Conditions.Any(condition => condition.Type == type && condition.Status == ConditionStatus.True);
}
