using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Hooks;

/// <summary>Our programs on NICs' hooks: idempotent, and never somebody else's.</summary>
internal interface IHooks : IDisposable
{
    /// <summary>As <see cref="DatapathFeatures.Attach"/> says it.</summary>
    string Name { get; }

    /// <summary>Hooks that hold a program of ours, other than those of our own pairs.</summary>
    IReadOnlyList<AttachPoint> List();

    /// <summary>Makes <paramref name="program"/> run first at the hook; replaces an older one of ours without a gap.</summary>
    /// <exception cref="Bpf.KernelException">The kernel refused.</exception>
    void Ensure(AttachPoint at, BpfProgram program);

    /// <summary>The same for a pair of ours: <paramref name="sender"/> where its sender sends, <paramref name="receiver"/> where its receiver receives.</summary>
    /// <exception cref="Bpf.KernelException">The kernel refused.</exception>
    void EnsurePair(PairDevice pair, BpfProgram sender, BpfProgram receiver);

    /// <summary>Takes both off; nothing happens if they are not there.</summary>
    void RemovePair(PairDevice pair);

    /// <summary>Takes ours off; nothing happens if it is not there.</summary>
    void Remove(AttachPoint at);
}
