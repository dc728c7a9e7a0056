using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>What outlives an agent in a test.</summary>
internal sealed class FakePodMemory : IPodMemory
{
    public PodRecords Records { get; set; } = PodRecords.None;

    public int Saves { get; private set; }

    public PodRecords Load() => Records;

    public void Save(PodRecords records)
    {
        Records = records;
        Saves++;
    }
}
