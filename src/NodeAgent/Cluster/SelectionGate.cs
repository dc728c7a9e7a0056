using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// Keeps sessions away from the datapath whose filter, sampling, slicing or rate limit cannot be applied: such a session fails and copies
/// nothing. It must never copy more than was asked for.
/// </summary>
internal static class SelectionGate
{
    /// <summary>What can be applied, and what is refused. The operator writes no such session, but an older one or a person may.</summary>
    public static (NodeMirrorSpec Spec, IReadOnlyList<SessionStatus> Rejected) Split(NodeMirrorSpec spec, PrefixSets sets)
    {
        var judged = spec.Sessions.Select(session => (Session: session, Problem: SelectionReader.Problem(session, sets))).ToList();
        return judged.TrueForAll(j => j.Problem is null)
            ? (spec, [])
            : (spec with { Sessions = [.. judged.Where(j => j.Problem is null).Select(j => j.Session)] },
                [.. judged.Where(j => j.Problem is not null).Select(j => Reject(j.Session, j.Problem!.Reason, j.Problem.ToString()))]);
    }

    /// <summary>What can be applied, and what waits for an AddressSet that was not read yet.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="isKnown">Whether a set was read, or is known not to exist.</param>
    public static (NodeMirrorSpec Spec, IReadOnlyList<SessionStatus> Waiting) Hold(NodeMirrorSpec spec, Predicate<string> isKnown)
    {
        var judged = spec.Sessions.Select(s => (Session: s, Unknown: SetReference.Of(s.Filter).FirstOrDefault(r => !isKnown(r.Name)))).ToList();
        return judged.TrueForAll(j => j.Unknown is null)
            ? (spec, [])
            : (spec with { Sessions = [.. judged.Where(j => j.Unknown is null).Select(j => j.Session)] },
                [.. judged.Where(j => j.Unknown is not null).Select(j => Reject(j.Session, Reasons.Pending, $"AddressSet {Quoting.Quote(j.Unknown!.Name)} was not read yet") with
                {
                    State = ProgrammedState.Pending,
                })]);
    }

    /// <summary>The status of a session that is refused.</summary>
    public static SessionStatus Reject(MirrorSession session, string reason, string message) => new()
    {
        MirrorRef = session.MirrorRef,
        State = ProgrammedState.Failed,
        Reason = reason,
        Message = message,
    };
}
