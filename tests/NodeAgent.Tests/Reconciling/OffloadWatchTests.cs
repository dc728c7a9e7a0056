using System.Collections.Concurrent;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class OffloadWatchTests
{
    private readonly ConcurrentQueue<string> lines = new();

    [Fact]
    public void What_became_of_the_CPUs_is_said_when_it_changes()
    {
        var watch = new OffloadWatch(new RecordingLogger<AgentLoop>(lines));

        foreach (var offload in new OffloadVitals[] { OffloadVitals.Off, new("2-3", 0, 750, ""), new("2-3", 7, 750, ""), new("", 0, 0, "CPU 3 is offline"), new("2-3", 0, 750, "") })
        {
            watch.Look(new(new(0.2, TimeSpan.Zero, false, 0, 500, 0) { Offload = offload }, []));
            watch.Look(DatapathVitals.None);
        }

        Assert.Equal(["CPU 2-3 makes the copies of hooks with many", "CPU 3 is offline", "CPU 2-3 makes the copies of hooks with many"], lines);
    }
}
