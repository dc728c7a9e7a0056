using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>The original requirement's full matrix: each NIC's received frames go to all the others.</summary>
public sealed class MatrixTests
{
    [KernelTheory]
    [InlineData(8)]
    [InlineData(64)]
    public void Every_nic_to_every_other(int size)
    {
        var nics = Enumerable.Range(1, size).Select(i => $"eth{i}").ToArray();
        using var node = new BrokerNode(nics);
        node.Apply([.. from s in nics from t in nics where s != t select $"{s}>{t}"]);
        using var first = new FrameSender(node.Behind("eth1"), "wire");
        using var last = new FrameSender(node.Behind(nics[^1]), "wire");
        first.Send(Tool.Frame(0, 0));
        last.Send(Tool.Frame(1, 0));
        Eventually.True(
            () =>
            {
                var counters = node.Node.Run(() => node.Datapath.ReadCounters());
                return counters.Count == size * (size - 1) && counters.Sum(c => (long)c.Sent.Frames) == 2 * (size - 1);
            },
            "one frame of the first and one of the last NIC reached each other NIC once");
    }
}
