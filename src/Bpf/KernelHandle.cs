using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace K8sMirror.Bpf;

/// <summary>An owned file descriptor. If its kernel object is pinned or attached elsewhere, closing it leaves the object alive.</summary>
public sealed unsafe class KernelHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes over <paramref name="descriptor"/>.</summary>
    public KernelHandle(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>Opens a file read-only and close-on-exec, such as a network namespace's.</summary>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    public static KernelHandle OpenRead(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            var fd = LibC.open(name, LibC.O_RDONLY | LibC.O_CLOEXEC);
            return fd >= 0 ? new KernelHandle(fd) : throw KernelException.Last($"open {path}");
        }
    }

    /// <summary>Opens a socket in the calling thread's network namespace; it stays there, whichever thread uses it.</summary>
    /// <exception cref="KernelException">EPERM, or no such family.</exception>
    internal static KernelHandle OpenSocket(int family, int type, int protocol)
    {
        var fd = LibC.socket(family, type | LibC.SOCK_CLOEXEC, protocol);
        return fd >= 0 ? new KernelHandle(fd) : throw KernelException.Last("open a socket");
    }

    /// <summary>A second descriptor of the same kernel object, closed independently.</summary>
    /// <exception cref="KernelException">No descriptor is free.</exception>
    public KernelHandle Duplicate()
    {
        using var use = Use();
        return DuplicateOf(use.Descriptor);
    }

    internal static KernelHandle DuplicateOf(int descriptor)
    {
        var copy = LibC.fcntl(descriptor, LibC.F_DUPFD_CLOEXEC, 0);
        return copy >= 0 ? new KernelHandle(copy) : throw KernelException.Last("duplicate a descriptor");
    }

    /// <summary>Keeps the descriptor open until the result is disposed; throws if it is already closed.</summary>
    public Lease Use() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;

    /// <summary>A descriptor that cannot be closed during a system call.</summary>
    public readonly ref struct Lease
    {
        private readonly KernelHandle owner;

        internal Lease(KernelHandle owner)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            this.owner = owner;
        }

        /// <summary>The number, for a system call or a map's value.</summary>
        public int Descriptor => (int)owner.handle;

        /// <summary>Allows the owner to close it again.</summary>
        public void Dispose() => owner.DangerousRelease();
    }
}
