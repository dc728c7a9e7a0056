using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>Which reason to show first if there are several.</summary>
internal static class ReasonSeverity
{
    private static readonly string[] WorstFirst =
    [
        Reasons.LoopDetected, Reasons.ProgramFailed, Reasons.PermissionDenied, Reasons.KernelUnsupported, Reasons.Loop, Reasons.LimitExceeded,
        Reasons.Invalid, Reasons.AddressSetInvalid, Reasons.HostNetwork, Reasons.InterfaceNotFound, Reasons.PodInterfaceNotFound, Reasons.NoPods, Reasons.TargetDown, Reasons.AgentSilent, Reasons.Pending,
    ];

    /// <summary>Lower is worse; a reason that is not in the list comes after all of them.</summary>
    public static int RankOf(string reason)
    {
        var rank = Array.IndexOf(WorstFirst, reason);
        return rank < 0 ? WorstFirst.Length : rank;
    }
}
