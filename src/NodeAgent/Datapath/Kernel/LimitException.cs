namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>More is wanted than the datapath has room for; no fault of the kernel, nor of ours.</summary>
internal sealed class LimitException(string message) : Exception(message);
