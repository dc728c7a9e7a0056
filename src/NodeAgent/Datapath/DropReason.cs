namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// Why a copy was not sent; the label value of <c>k8smirror_dropped_packets_total{reason}</c> is the name in snake case.
/// Values are the ABI's: <c>enum k8sm_drop</c> in bpf/k8smirror_abi.h.
/// </summary>
public enum DropReason
{
    /// <summary>The stage had no credit left: refused before the clone.</summary>
    StageFull = 0,

    /// <summary>The clone to the stage failed (out of memory, stage down).</summary>
    CloneFailed = 1,

    /// <summary>The dead-man deadline had passed: no agent has renewed it.</summary>
    Expired = 2,

    /// <summary>The target's queue was full.</summary>
    TargetBusy = 3,

    /// <summary>The target NIC or its peer was down.</summary>
    TargetDown = 4,

    /// <summary>The target NIC does not exist.</summary>
    TargetGone = 5,

    /// <summary>The frame is larger than the target's MTU allows.</summary>
    FrameTooBig = 6,

    /// <summary>The loop breaker holds this edge.</summary>
    Loop = 7,

    /// <summary>Any other error of the kernel.</summary>
    Error = 8,
}
