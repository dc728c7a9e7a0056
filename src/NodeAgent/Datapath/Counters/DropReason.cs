namespace K8sMirror.NodeAgent.Datapath.Counters;

/// <summary>
/// Why a copy was not sent. The metrics' label <c>reason</c> is the name in snake case.
/// Values are the ABI's: <c>enum k8sm_drop</c> in bpf/k8smirror_abi.h.
/// </summary>
public enum DropReason
{
    /// <summary>The cutter was full on this CPU, or the offload CPUs' backlogs were: refused before the clone.</summary>
    CutterFull = 0,

    /// <summary>The clone to the cutter or the offload CPUs failed, or did not come out there (out of memory, device deleted).</summary>
    CloneFailed = 1,

    /// <summary>The target's queue was full.</summary>
    TargetBusy = 2,

    /// <summary>The target NIC or its peer was down.</summary>
    TargetDown = 3,

    /// <summary>The target NIC does not exist.</summary>
    TargetGone = 4,

    /// <summary>The frame, after cutting, is larger than the target's MTU allows.</summary>
    FrameTooBig = 5,

    /// <summary>The loop breaker holds this edge.</summary>
    Loop = 6,

    /// <summary>Any other error of the kernel.</summary>
    Error = 7,

    /// <summary>Copying had used up its share of the CPU's time: refused before the clone.</summary>
    Budget = 8,

    /// <summary>The dead-man deadline had passed: no agent has renewed it.</summary>
    Expired = 9,
}
