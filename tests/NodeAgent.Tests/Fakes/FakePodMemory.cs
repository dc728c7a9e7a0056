using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>State that outlives an agent in a test.</summary>
internal sealed class FakePodMemory : IPodMemory
{
    public PodRecords Records { get; set; } = PodRecords.None;

    public int Saves { get; private set; }

    public PodRecords Load() => Records;

    /// <summary>True: writes to the disk fail.</summary>
    public bool IsFull { get; set; }

    public bool Save(PodRecords records)
    {
        Records = IsFull ? Records : records;
        Saves++;
        return !IsFull;
    }
}
