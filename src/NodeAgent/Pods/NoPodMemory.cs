namespace K8sMirror.NodeAgent.Pods;

/// <summary>For an agent without a state folder.</summary>
internal sealed class NoPodMemory : IPodMemory
{
    /// <inheritdoc/>
    public PodRecords Load() => PodRecords.None;

    /// <inheritdoc/>
    public bool Save(PodRecords records) => true;
}
