using Tmds.Linux;

namespace K8sMirror.Bpf;

/// <summary>A system call that the kernel refused.</summary>
public class KernelException : Exception
{
    /// <summary>Says <paramref name="operation"/>, the error's name and its meaning.</summary>
    /// <param name="errno">Error number, positive.</param>
    /// <param name="operation">What was tried, with the names that matter.</param>
    public KernelException(int errno, string operation)
        : this(errno, operation, detail: "")
    {
    }

    /// <summary>Also gives what the kernel said in words (netlink's extended acknowledgement).</summary>
    /// <param name="errno">Error number, positive.</param>
    /// <param name="operation">What was tried, with the names that matter.</param>
    /// <param name="detail">The kernel's own words; empty: none.</param>
    public KernelException(int errno, string operation, string detail)
        : base($"{operation}: {ErrnoNames.Describe(errno)}{(detail.Length > 0 ? $": {detail}" : "")}")
    {
        Errno = errno;
        Operation = operation;
    }

    /// <summary>What the thread's last call into the C library failed with.</summary>
    /// <param name="operation">What was tried, with the names that matter.</param>
    public static KernelException Last(string operation) => new(LibC.errno, operation);

    /// <summary>Error number, positive; see <see cref="Bpf.Errno"/>.</summary>
    public int Errno { get; }

    /// <summary>What was tried.</summary>
    public string Operation { get; }
}
