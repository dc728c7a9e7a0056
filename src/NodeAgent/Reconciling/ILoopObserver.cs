namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Observes what the loop does and how long it takes; called on the loop's thread.</summary>
internal interface ILoopObserver
{
    /// <summary>A pass completed; <paramref name="sinceLinkEvent"/> if a NIC's change had woken it.</summary>
    void Passed(TimeSpan took, TimeSpan? sinceLinkEvent);

    /// <summary>A pass failed.</summary>
    void Failed(TimeSpan took);

    /// <summary>A new spec is programmed.</summary>
    /// <param name="sinceWritten">How long after it was written; null if that is not known. Less than zero if another machine's clock is ahead.</param>
    void Applied(TimeSpan? sinceWritten);

    /// <summary>The deadline was renewed; the datapath stops in <paramref name="limit"/> if that does not happen again.</summary>
    void Beat(TimeSpan limit);
}
