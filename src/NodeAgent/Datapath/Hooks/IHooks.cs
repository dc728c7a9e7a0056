using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Hooks;

/// <summary>Our programs on NICs' hooks: idempotent; foreign programs are never touched.</summary>
internal interface IHooks : IDisposable
{
    /// <summary>As in <see cref="DatapathFeatures.Attach"/>.</summary>
    string Name { get; }

    /// <summary>Hooks that hold a program of ours, other than those of our own pairs.</summary>
    IReadOnlyList<AttachPoint> List();

    /// <summary>Makes <paramref name="program"/> run first at the hook; replaces an older one of ours without a gap.</summary>
    /// <exception cref="Bpf.KernelException">The kernel refused.</exception>
    void Ensure(AttachPoint at, BpfProgram program);

    /// <summary>The same for one of our veth pairs: <paramref name="sender"/> at its sender's egress, <paramref name="receiver"/> at its receiver's ingress.</summary>
    /// <exception cref="Bpf.KernelException">The kernel refused.</exception>
    void EnsurePair(PairDevice pair, BpfProgram sender, BpfProgram receiver);

    /// <summary>Detaches both, if they are there.</summary>
    void RemovePair(PairDevice pair);

    /// <summary>Detaches ours, if it is there.</summary>
    void Remove(AttachPoint at);
}
