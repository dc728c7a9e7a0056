namespace K8sMirror.NodeAgent.Datapath;

/// <summary>How the datapath is to be set up on this node.</summary>
public sealed record DatapathOptions
{
    /// <summary>Default of <see cref="PinDirectory"/>.</summary>
    public const string DefaultPinDirectory = "/sys/fs/bpf/k8smirror";

    /// <summary>Folder on a bpffs that holds programs, links and maps while no agent runs.</summary>
    public string PinDirectory { get; init; } = DefaultPinDirectory;

    /// <summary>How programs are attached.</summary>
    public AttachMode Attach { get; init; }

    /// <summary>CPUs that the stage's thread may use; empty: left to the kernel.</summary>
    public IReadOnlyList<int> StageCpus { get; init; } = [];

    /// <summary>True: the stage's thread gets just the CPU time that nothing else wants (SCHED_IDLE).</summary>
    public bool StageIdlePriority { get; init; } = true;

    /// <summary>How long copies go on when no agent renews the deadline.</summary>
    public TimeSpan DeadMan { get; init; } = TimeSpan.FromSeconds(60);
}
