using System.Net.Sockets;
using K8sMirror.Bpf;
using K8sMirror.Cluster;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Tells what happens to an agent from what is wrong in it.</summary>
internal static class Outside
{
    /// <summary>
    /// True if the kernel, a file, a socket or want of memory is the cause: that may pass, and is tried again. False for a bug: no second try helps, and what an
    /// agent does that goes on is anybody's guess.
    /// </summary>
    public static bool Caused(Exception exception) =>
        exception is KernelException or LimitException or OffloadException or IOException or UnauthorizedAccessException or SocketException || Transient.IsWantOfMemory(exception);
}
