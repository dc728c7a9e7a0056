using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>What outlives an agent in a test.</summary>
internal sealed class FakePodMemory : IPodMemory
{
    public PodRecords Records { get; set; } = PodRecords.None;

    public int Saves { get; private set; }

    public PodRecords Load() => Records;

    /// <summary>True: the disk takes nothing.</summary>
    public bool IsFull { get; set; }

    public bool Save(PodRecords records)
    {
        Records = IsFull ? Records : records;
        Saves++;
        return !IsFull;
    }
}
