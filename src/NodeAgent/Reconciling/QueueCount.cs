using K8sMirror.Bpf.Queues;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>What one interface's queue discipline drops, from look to look, though the kernel's counter turns over and disciplines come and go.</summary>
internal sealed class QueueCount
{
    // No queue drops that many frames between two looks: what seems to be more is a counter that went back.
    private const uint Most = 1U << 30;

    private RootQueue? last;
    private bool isKnown;

    /// <summary>Frames that were dropped since the last look; never too many.</summary>
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
            // What was dropped before there were copies is none of ours.
            return 0;
        }
        if (last is null || last.Kind != now.Kind || last.Handle != now.Handle)
        {
            // Made since the last look, and so was all that it counted.
            return now.Drops;
        }
        var step = unchecked(now.Drops - last.Drops);
        // It goes back if one of mq's children is replaced, or a discipline by its like. How many frames that hides is not known.
        return step < Most ? step : 0;
    }
}
