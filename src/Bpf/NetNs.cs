using System.Runtime.ExceptionServices;
using Tmds.Linux;

namespace K8sMirror.Bpf;

/// <summary>A network namespace, held open.</summary>
public sealed class NetNs : IDisposable
{
    private const int NS_GET_NSTYPE = 0xb703;

    private unsafe NetNs(KernelHandle handle)
    {
        Handle = handle;
        using var use = handle.Use();
        stat status;
        var type = LibC.ioctl(use.Descriptor, NS_GET_NSTYPE);
        Inode = type == LibC.CLONE_NEWNET && LibC.fstat(use.Descriptor, &status) == 0 ? (ulong)status.st_ino : 0;
    }

    /// <summary>The descriptor, for <c>IFLA_NET_NS_FD</c>.</summary>
    public KernelHandle Handle { get; }

    /// <summary>The namespace's inode number, which identifies it; 0 if it is not a network namespace.</summary>
    public ulong Inode { get; }

    /// <summary>The calling thread's network namespace.</summary>
    public static NetNs Current() => Open("/proc/thread-self/ns/net");

    /// <summary>Opens a namespace by its file, such as <c>/run/netns/NAME</c> or <c>/proc/PID/ns/net</c>.</summary>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    public static NetNs Open(string path) => new(KernelHandle.OpenRead(path));

    /// <summary>
    /// Moves the calling thread to a new namespace for good. Only for a thread of the caller's own that ends soon: a pool thread would
    /// take the namespace along to whatever runs on it next.
    /// </summary>
    /// <exception cref="KernelException">EPERM.</exception>
    public static void MoveThisThreadToNew()
    {
        if (LibC.unshare(LibC.CLONE_NEWNET) != 0)
        {
            throw KernelException.Last("make a network namespace");
        }
    }

    /// <summary>
    /// Runs <paramref name="action"/> inside the namespace to completion, on its own thread; exceptions are rethrown unchanged. Never
    /// asynchronous: after an <c>await</c> it would run in another namespace, and a pool thread that is started from inside inherits this
    /// one forever. Sockets opened inside stay inside: open a <c>LinkReader</c> or the like here, and use it anywhere.
    /// </summary>
    public T Run<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                result = action();
            }
#pragma warning disable CA1031 // Any exception is rethrown on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
            Name = $"netns {Inode}",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>The same without a result.</summary>
    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private void Enter()
    {
        using var use = Handle.Use();
        if (LibC.setns(use.Descriptor, LibC.CLONE_NEWNET) != 0)
        {
            throw KernelException.Last("enter a network namespace");
        }
    }
}
