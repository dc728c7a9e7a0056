namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// From when the age of a spec counts. Specs written while no agent ran say nothing about this one's speed, nor does the time of an earlier
/// write if something other than the operator has changed the spec since.
/// </summary>
/// <param name="since">When the agent began.</param>
internal sealed class SpecWritings(DateTimeOffset since)
{
    private DateTimeOffset latest = since;

    /// <summary>A spec has come.</summary>
    /// <param name="writtenAt">The time in the object.</param>
    /// <returns>When its age counts from; null if unknown.</returns>
    public DateTimeOffset? CountFrom(DateTimeOffset? writtenAt)
    {
        if (writtenAt is not { } written || written <= latest)
        {
            return null;
        }
        latest = written;
        return written;
    }
}
