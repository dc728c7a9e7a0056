namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// A channel of capacity one between the wakers and the loop: any number of signals before the loop reads it make one wake-up. It
/// keeps the time of the first one, so that the latency of the whole burst is measured from its start.
/// </summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private readonly object gate = new();
    private WakeReasons reasons;
    private long firstLinkEvent;

    /// <summary>Rings; any thread, never blocks.</summary>
    public void Ring(WakeReasons reason)
    {
        lock (gate)
        {
            if (reason.HasFlag(WakeReasons.Links) && !reasons.HasFlag(WakeReasons.Links))
            {
                firstLinkEvent = time.GetTimestamp();
            }
            reasons |= reason;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for a signal, at most this long, and takes all of them.</summary>
    /// <returns>The reasons (<see cref="WakeReasons.None"/> after a time-out) and the timestamp of the first link event among them.</returns>
    public (WakeReasons Reasons, long FirstLinkEvent) Wait(TimeSpan timeout)
    {
        lock (gate)
        {
            if (reasons == WakeReasons.None)
            {
                Monitor.Wait(gate, timeout);
            }
            var taken = (reasons, firstLinkEvent);
            reasons = WakeReasons.None;
            return taken;
        }
    }
}
