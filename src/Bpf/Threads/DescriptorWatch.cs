using Tmds.Linux;

namespace K8sMirror.Bpf.Threads;

/// <summary>A thread that calls its owner whenever a descriptor is readable, until it is disposed.</summary>
internal sealed unsafe class DescriptorWatch : IDisposable
{
    private readonly KernelHandle watched;
    private readonly KernelHandle stop = new(LibC.eventfd(0, LibC.EFD_CLOEXEC));
    private readonly Action<int> readable;
    private readonly Thread thread;

    /// <summary>Starts; calls at once if the descriptor is already readable.</summary>
    /// <param name="watched">Still owned by the caller, who disposes it after this.</param>
    /// <param name="name">The thread's name.</param>
    /// <param name="readable">Called on the thread with the descriptor; must not block, and must read all that is available.</param>
    public DescriptorWatch(KernelHandle watched, string name, Action<int> readable)
    {
        this.watched = watched;
        this.readable = readable;
        thread = new Thread(Watch) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Returns when the thread has ended.</summary>
    public void Dispose()
    {
        using (var use = stop.Use())
        {
            var one = 1ul;
            _ = LibC.write(use.Descriptor, &one, sizeof(ulong));
        }
        thread.Join();
        stop.Dispose();
    }

    private void Watch()
    {
        using var use = watched.Use();
        using var stopUse = stop.Use();
        var entries = stackalloc pollfd[2];
        entries[0] = new() { fd = use.Descriptor, events = LibC.POLLIN };
        entries[1] = new() { fd = stopUse.Descriptor, events = LibC.POLLIN };
        while (true)
        {
            if (LibC.poll(entries, 2, -1) < 0)
            {
                continue; // A signal.
            }
            if (entries[1].revents != 0)
            {
                return;
            }
            readable(use.Descriptor);
        }
    }
}
