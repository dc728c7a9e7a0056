namespace K8sMirror.NodeAgent.Pods;

/// <summary>For an agent that has no folder to keep its state in.</summary>
internal sealed class NoPodMemory : IPodMemory
{
    /// <inheritdoc/>
    public PodRecords Load() => PodRecords.None;

    /// <inheritdoc/>
    public bool Save(PodRecords records) => true;
}
