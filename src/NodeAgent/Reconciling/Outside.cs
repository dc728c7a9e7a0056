using System.Net.Sockets;
using K8sMirror.Bpf;
using K8sMirror.Cluster;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Distinguishes errors from outside from bugs.</summary>
internal static class Outside
{
    /// <summary>
    /// True if the kernel, a file, a socket or lack of memory is the cause: that may pass, and is retried. False for a bug: a retry does not help, and what an
    /// agent does that continues is unknown.
    /// </summary>
    public static bool Caused(Exception exception) =>
        exception is KernelException or LimitException or OffloadException or IOException or UnauthorizedAccessException or SocketException || Transient.IsOutOfMemory(exception);
}
