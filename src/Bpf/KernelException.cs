using Tmds.Linux;

namespace K8sMirror.Bpf;

/// <summary>A system call that the kernel refused.</summary>
public class KernelException : Exception
{
    /// <summary>The message has <paramref name="operation"/>, the error's name and its meaning.</summary>
    /// <param name="errno">Error number, positive.</param>
    /// <param name="operation">What was attempted, with the relevant names.</param>
    public KernelException(int errno, string operation)
        : this(errno, operation, detail: "")
    {
    }

    /// <summary>Also includes the kernel's own message (netlink's extended acknowledgement).</summary>
    /// <param name="errno">Error number, positive.</param>
    /// <param name="operation">What was attempted, with the relevant names.</param>
    /// <param name="detail">The kernel's message; may be empty.</param>
    public KernelException(int errno, string operation, string detail)
        : base($"{operation}: {ErrnoNames.Describe(errno)}{(detail.Length > 0 ? $": {detail}" : "")}")
    {
        Errno = errno;
        Operation = operation;
    }

    /// <summary>The error of the thread's last call into the C library.</summary>
    /// <param name="operation">What was attempted, with the relevant names.</param>
    public static KernelException Last(string operation) => new(LibC.errno, operation);

    /// <summary>Error number, positive; see <see cref="Bpf.Errno"/>.</summary>
    public int Errno { get; }

    /// <summary>What was attempted.</summary>
    public string Operation { get; }
}
