using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Counters;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Label values: spelt once, used by metrics and by <c>status</c>.</summary>
internal static class MetricNames
{
    /// <summary>Name of the meter that all instruments belong to.</summary>
    public const string Meter = "K8sMirror.NodeAgent";

    /// <summary><c>cutter_full</c>, <c>target_down</c> …</summary>
    public static string Reason(DropReason reason) => reason switch
    {
        DropReason.CutterFull => "cutter_full",
        DropReason.CloneFailed => "clone_failed",
        DropReason.Expired => "expired",
        DropReason.TargetBusy => "target_busy",
        DropReason.TargetDown => "target_down",
        DropReason.TargetGone => "target_gone",
        DropReason.FrameTooBig => "frame_too_big",
        DropReason.Loop => "loop",
        DropReason.Budget => "budget",
        _ => "error",
    };

    /// <summary><c>programmed</c>, <c>pending</c>, <c>failed</c>.</summary>
    public static string State(ProgrammedState state) => state switch
    {
        ProgrammedState.Programmed => "programmed",
        ProgrammedState.Pending => "pending",
        _ => "failed",
    };

    /// <summary>The labels of an edge's series.</summary>
    public static KeyValuePair<string, object?>[] Edge(string mirror, EdgeKey key)
    {
        KeyValuePair<string, object?>[] labels =
        [
            new("mirror", mirror), new("source", key.Source), new("direction", key.Direction.Word()), new("target", key.Target),
        ];
        return key.Variant.Length == 0 ? labels : [.. labels, new("variant", key.Variant)];
    }
}
