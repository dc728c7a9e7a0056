namespace K8sMirror.Bench;

/// <summary>How frames are offered.</summary>
internal enum Load
{
    /// <summary>At a rate that the slowest way still carries completely, so nothing is refused.</summary>
    Paced,

    /// <summary>As fast as they can be made: what cannot be carried is shed, and shedding is cheap, so never read this alone.</summary>
    Full,
}
