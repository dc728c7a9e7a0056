using K8sMirror.Bpf.Threads;
using Tmds.Linux;

namespace K8sMirror.Bpf.Maps;

/// <summary>
/// Signals that a program has written into a ring buffer (Linux 5.8). It does not say what: records are discarded, and the owner
/// reads the current state instead. So nothing is missed when the buffer is full, and nothing depends on order.
/// </summary>
public sealed unsafe class RingBell : IDisposable
{
    private readonly KernelHandle ring;
    private readonly DescriptorWatch watch;

    // Positions of reader and writer; the kernel keeps each at the start of its own page (kernel/bpf/ringbuf.c).
    private readonly ulong* consumed;
    private readonly ulong* produced;

    /// <summary>Starts to listen; earlier records ring at once.</summary>
    /// <param name="map">The ring buffer; this object keeps its own descriptor.</param>
    /// <param name="rang">Called on the bell's thread; must not block. Several records may cause one call.</param>
    /// <exception cref="KernelException">The map is not a ring buffer, or cannot be mapped.</exception>
    public RingBell(BpfMap map, Action rang)
    {
        ring = map.Handle.Duplicate();
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
        watch = new(ring, "ring bell", _ =>
        {
            // Emptied before the call: records that arrive during it ring again.
            Volatile.Write(ref *consumed, Volatile.Read(ref *produced));
            rang();
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watch.Dispose();
        Release();
    }

    private ulong* MapPage(nint offset, int protection)
    {
        using var use = ring.Use();
        var page = (nint)LibC.mmap(null, Environment.SystemPageSize, protection, LibC.MAP_SHARED, use.Descriptor, offset);
        return page != -1 ? (ulong*)page : throw KernelException.Last("map a ring buffer");
    }

    private void Release()
    {
        foreach (var page in new[] { (nint)consumed, (nint)produced })
        {
            if (page != 0)
            {
                _ = LibC.munmap((void*)page, Environment.SystemPageSize);
            }
        }
        ring.Dispose();
    }
}
