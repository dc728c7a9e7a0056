namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>More is wanted than the datapath has room for.</summary>
internal sealed class LimitException(string message) : Exception(message);
