using K8sMirror.Bpf.Queues;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Drops of one interface's queue discipline between reads, although the kernel's counter wraps and disciplines come and go.</summary>
internal sealed class QueueCount
{
    // No queue drops that many frames between two reads: more means that the counter went back.
    private const uint Most = 1U << 30;

    private RootQueue? last;
    private bool isKnown;

    /// <summary>Frames dropped since the last read; never too many.</summary>
    public ulong Look(RootQueue? now)
    {
        var dropped = Since(now);
        (last, isKnown) = (now, true);
        return dropped;
    }

    private uint Since(RootQueue? now)
    {
        if (now is null || !isKnown)
        {
            // Frames dropped before there were copies do not count.
            return 0;
        }
        if (last is null || last.Kind != now.Kind || last.Handle != now.Handle)
        {
            // Created since the last read, and so was all that it counted.
            return now.Drops;
        }
        var step = unchecked(now.Drops - last.Drops);
        // It goes back if one of mq's children is replaced, or a discipline by the same kind. How many frames that hides is unknown.
        return step < Most ? step : 0;
    }
}
