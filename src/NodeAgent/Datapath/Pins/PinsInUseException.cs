using K8sMirror.Bpf;

namespace K8sMirror.NodeAgent.Datapath.Pins;

/// <summary>An agent of another network namespace has the pin folder.</summary>
public sealed class PinsInUseException(string folder)
    : KernelException(Bpf.Errno.EBUSY, $"an agent of another network namespace uses {folder}; give each its own --pin-dir");
