namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Hears what the loop measures of itself.</summary>
internal interface ILoopMeter
{
    /// <summary>A pass completed; <paramref name="sinceLinkEvent"/> if the change of a NIC had woken it.</summary>
    void Passed(TimeSpan took, TimeSpan? sinceLinkEvent);

    /// <summary>A pass failed.</summary>
    void Failed(TimeSpan took);

    /// <summary>A new spec is programmed; <paramref name="sinceWritten"/> is null if nobody knows when it was written.</summary>
    void Applied(TimeSpan? sinceWritten);

    /// <summary>The deadline was renewed; the datapath stops in <paramref name="limit"/> if that does not happen again.</summary>
    void Beat(TimeSpan limit);
}
