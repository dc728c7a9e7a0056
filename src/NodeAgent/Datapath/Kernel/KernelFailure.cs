using K8sMirror.Bpf;
using K8sMirror.Bpf.Objects;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>A refusal of the kernel, with a reason of the API.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">For people.</param>
internal sealed record KernelFailure(string Reason, string Message)
{
    /// <summary>Null if it is a bug rather than a refusal.</summary>
    public static KernelFailure? From(Exception exception) => exception switch
    {
        KernelException e when Confinement.Explain(e) is { } reason => new(Reasons.PermissionDenied, $"{Words(e)}; {reason}"),
        KernelException { Errno: Bpf.Errno.EPERM or Bpf.Errno.EACCES } e => new(Reasons.PermissionDenied, $"{Words(e)}; the agent needs CAP_BPF and CAP_NET_ADMIN"),
        KernelException { Errno: Bpf.Errno.ENODEV } e => new(Reasons.InterfaceNotFound, Words(e)),
        KernelException { Errno: Bpf.Errno.ENOSYS } e => new(Reasons.KernelUnsupported, $"{Words(e)}; the kernel has no bpf(2), or a seccomp profile hides it"),
        KernelException e => new(Reasons.ProgramFailed, Words(e)),
        KernelTooOldException e => new(Reasons.KernelUnsupported, e.Message),
        LimitException e => new(Reasons.LimitExceeded, e.Message),
        _ => null,
    };

    // All of the verifier's log would be too much for a status.
    private static string Words(KernelException e) => e is BpfLoadException load ? load.Brief : e.Message;
}
