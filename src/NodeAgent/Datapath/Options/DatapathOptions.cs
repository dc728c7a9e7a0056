using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Options;

/// <summary>How the datapath is to be set up on this node.</summary>
public sealed record DatapathOptions
{
    /// <summary>Default of <see cref="PinDirectory"/>.</summary>
    public const string DefaultPinDirectory = "/sys/fs/bpf/k8smirror";

    /// <summary>Folder on a bpffs that holds programs, links and maps while no agent runs.</summary>
    public string PinDirectory { get; init; } = DefaultPinDirectory;

    /// <summary>How programs are attached.</summary>
    public AttachMode Attach { get; init; }

    /// <summary>Default of <see cref="CpuBudget"/>.</summary>
    public const double DefaultCpuBudget = 1.0 / 3;

    /// <summary>Share of each CPU's time that copying may use, above 0; 1: no bound.</summary>
    public double CpuBudget { get; init; } = DefaultCpuBudget;

    /// <summary>CPUs that make the copies of hooks with many; null means there are none.</summary>
    public CpuList? OffloadCpus { get; init; }

    /// <summary>Number of copies from which on a hook is offloaded; only tests change it.</summary>
    internal int OffloadFrom { get; init; } = CopyingPlace.FewestCopies;

    /// <summary>Where this network namespace's sysfs shows its NICs; through it, packets are directed to <see cref="OffloadCpus"/>.</summary>
    public string NetDirectory { get; init; } = "/sys/devices/virtual/net";

    /// <summary>How long copies continue when no agent renews the deadline.</summary>
    public TimeSpan DeadMan { get; init; } = TimeSpan.FromSeconds(60);
}
