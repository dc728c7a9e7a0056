using System.Diagnostics;
using System.Text.Json;
using K8sMirror.Bench.Peers;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>A rig with a TCP connection through its source NIC: iperf3's server on the node, the client outside.</summary>
internal sealed class Flow : IDisposable
{
    private readonly Process server;

    public Flow(IMirror mirror, int targets)
    {
        Outside = new();
        Rig = new(mirror, targets, Outside, 0);
        Rig.Node.Ip("address add 10.9.0.1/24 dev s0");
        Outside.Ip($"address add 10.9.0.2/24 dev {Rig.Far}");
        server = Rig.Node.Start("iperf3", "-s", "-B", "10.9.0.1", "--logfile", "/dev/null");
    }

    public Rig Rig { get; }

    public TestNetNs Outside { get; }

    /// <summary>One connection: Gbit/s, and retransmitted segments.</summary>
    /// <param name="data">Direction of the data, as the mirrored NIC sees it: received or sent.</param>
    /// <param name="arguments">For iperf3.</param>
    public (double Gbit, double Retransmits) Send(string data, params IEnumerable<string> arguments)
    {
        string[] reverse = data == "sent" ? ["-R"] : [];
        using var json = JsonDocument.Parse(Outside.Exec("iperf3", ["-c", "10.9.0.1", "-J", .. reverse, .. arguments]));
        var end = json.RootElement.GetProperty("end");
        return (end.GetProperty("sum_received").GetProperty("bits_per_second").GetDouble() / 1e9, end.GetProperty("sum_sent").GetProperty("retransmits").GetDouble());
    }

    /// <summary>Our agent's counters; null for others. Losses in the cutter are counted two seconds later, so it waits until the counters are exact.</summary>
    public Books? Books()
    {
        var books = (Rig.Mirror as K8sMirrorAgent)?.Books();
        for (var attempt = 0; books is { AreExact: false } && attempt < 50; attempt++)
        {
            Thread.Sleep(100);
            books = ((K8sMirrorAgent)Rig.Mirror).Books();
        }
        return books;
    }

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
        Rig.Dispose();
        Outside.Dispose();
    }
}
