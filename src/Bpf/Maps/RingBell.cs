using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf.Maps;

/// <summary>
/// Rings when a program has written into a ring buffer (Linux 5.8). It says that, not what: records are thrown away, and the owner
/// reads the state that they stand for. So nothing is missed when the buffer is full, and nothing depends on an order.
/// </summary>
public sealed unsafe class RingBell : IDisposable
{
    private readonly KernelHandle ring;
    private readonly KernelHandle stop;
    private readonly Action rang;
    private readonly Thread thread;

    // Positions of reader and writer; the kernel keeps each at the start of a page of its own (kernel/bpf/ringbuf.c).
    private readonly ulong* consumed;
    private readonly ulong* produced;

    /// <summary>Starts to listen; what was written before rings at once.</summary>
    /// <param name="map">The ring buffer; this object keeps a descriptor of its own.</param>
    /// <param name="rang">Called on a thread of the bell; must not block. Several records may be one call.</param>
    /// <exception cref="KernelException">The map is no ring buffer, or cannot be mapped.</exception>
    public RingBell(BpfMap map, Action rang)
    {
        this.rang = rang;
        ring = map.Handle.Duplicate();
        stop = new KernelHandle(LibC.EventDescriptor(0, LibC.O_CLOEXEC));
        try
        {
            consumed = MapPage(0, LibC.PROT_READ | LibC.PROT_WRITE);
            produced = MapPage(Environment.SystemPageSize, LibC.PROT_READ);
        }
        catch
        {
            Release();
            throw;
        }
        thread = new Thread(Watch) { IsBackground = true, Name = "ring bell" };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (var use = stop.Use())
        {
            var one = 1ul;
            _ = LibC.Write(use.Descriptor, (byte*)&one, sizeof(ulong));
        }
        thread.Join();
        Release();
    }

    private void Watch()
    {
        using var use = ring.Use();
        using var stopUse = stop.Use();
        var entries = stackalloc LibC.PollEntry[2];
        entries[0] = new() { Descriptor = use.Descriptor, Events = LibC.POLLIN };
        entries[1] = new() { Descriptor = stopUse.Descriptor, Events = LibC.POLLIN };
        while (true)
        {
            if (LibC.Poll(entries, 2, -1) < 0)
            {
                continue; // A signal.
            }
            if (entries[1].Returned != 0)
            {
                return;
            }
            // Emptied before the call: what comes during it rings again.
            Volatile.Write(ref *consumed, Volatile.Read(ref *produced));
            rang();
        }
    }

    private ulong* MapPage(nint offset, int protection)
    {
        using var use = ring.Use();
        var page = LibC.MapMemory(0, (nuint)Environment.SystemPageSize, protection, LibC.MAP_SHARED, use.Descriptor, offset);
        return page != -1 ? (ulong*)page : throw LibC.Failure("map a ring buffer");
    }

    private void Release()
    {
        foreach (var page in new[] { (nint)consumed, (nint)produced })
        {
            if (page != 0)
            {
                _ = LibC.UnmapMemory(page, (nuint)Environment.SystemPageSize);
            }
        }
        ring.Dispose();
        stop.Dispose();
    }
}
