namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// From when the age of a spec counts. What was written while there was no agent says nothing of this one's speed, nor does the time of an earlier
/// writing on a spec that something other than the operator has changed since.
/// </summary>
/// <param name="since">When the agent began.</param>
internal sealed class SpecWritings(DateTimeOffset since)
{
    private DateTimeOffset latest = since;

    /// <summary>A spec has come.</summary>
    /// <param name="writtenAt">What it says of itself.</param>
    /// <returns>When its age counts from; null where it cannot be known.</returns>
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
