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

    /// <summary>The descriptor, as <c>IFLA_NET_NS_FD</c> wants it.</summary>
    public KernelHandle Handle { get; }

    /// <summary>The namespace's inode number: what tells two namespaces apart. 0: it is not a network namespace.</summary>
    public ulong Inode { get; }

    /// <summary>The calling thread's.</summary>
    public static NetNs Current() => Open("/proc/thread-self/ns/net");

    /// <summary>One by its file, such as <c>/run/netns/NAME</c> or <c>/proc/PID/ns/net</c>.</summary>
    /// <exception cref="KernelException">It cannot be opened.</exception>
    public static NetNs Open(string path) => new(KernelHandle.OpenRead(path));

    /// <summary>
    /// Puts the calling thread into a new namespace, for good. Only for a thread of the caller's own that ends soon: a thread of the pool
    /// would carry the namespace to whatever runs on it next.
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
    /// Runs <paramref name="action"/> to its end inside the namespace, on a thread of its own; exceptions come out unchanged. Never
    /// asynchronous: after an <c>await</c> it would be in another namespace, and a pool thread that is started from inside inherits this
    /// one for ever. Sockets opened inside stay inside: open <c>LinkReader</c> and its like here, and use them anywhere.
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
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
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
