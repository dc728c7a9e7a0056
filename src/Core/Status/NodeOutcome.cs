using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Status;

/// <summary>What one node's report means for the mirror.</summary>
internal sealed record NodeOutcome(string Node, NodeOutcomeKind Kind, string Reason, string Message, SessionStatus? Session)
{
    /// <summary>Number of the sources' pods in the node's session.</summary>
    public int Pods { get; init; }

    public static NodeOutcome Of(TrafficMirror mirror, NodeReport report)
    {
        if (report.IsLeftOut)
        {
            return new(report.Node, NodeOutcomeKind.Failed, Reasons.LimitExceeded, NodeMirrorLimits.NoRoom, null);
        }
        if (report.IsSilent)
        {
            return new(report.Node, NodeOutcomeKind.Silent, Reasons.AgentSilent, report.Why, null);
        }
        var session = report.Session;
        var speaksOfThis = report.IsCurrent && session?.MirrorRef == MirrorReference.To(mirror);
        if (!speaksOfThis)
        {
            return new(report.Node, NodeOutcomeKind.Unreported, Reasons.Pending, report.Why, null);
        }
        var kind = session!.State switch
        {
            ProgrammedState.Programmed => NodeOutcomeKind.Programmed,
            ProgrammedState.Failed => NodeOutcomeKind.Failed,
            _ => NodeOutcomeKind.Waiting,
        };
        return new(report.Node, kind, session.Reason, session.Message, session) { Pods = report.Pods };
    }
}
