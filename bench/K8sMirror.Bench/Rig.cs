using K8sMirror.Bench.Peers;
using K8sMirror.Bpf.Links;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>
/// One mirroring method, set up and kept: a namespace with the source NIC <c>s0</c> and the targets <c>t0</c> …, their tools'
/// NICs in a second namespace, and a generator on the far end of <c>s0</c>.
/// </summary>
internal sealed class Rig : IDisposable
{
    private readonly TestNetNs tools = new();
    private readonly int[] toolIndices;

    private readonly Lazy<Generator> generator;

    /// <param name="mirror">The mirroring method.</param>
    /// <param name="targets">Number of tools.</param>
    /// <param name="outside">Namespace of the far ends.</param>
    /// <param name="number">Unique among the rigs of <paramref name="outside"/>.</param>
    /// <param name="addresses">Number of source addresses that the generator uses; 0 for one.</param>
    public Rig(IMirror mirror, int targets, TestNetNs outside, int number, int addresses = 0)
    {
        Mirror = mirror;
        Targets = targets;
        Far = $"g{number}";
        Node.Ip($"link add s0 type veth peer name {Far} netns {outside.Name}");
        outside.Ip($"link set {Far} up");
        Node.Ip("link set s0 up");
        // After it is up: only then does the veth receive frames with NAPI, which live frames need.
        Node.Exec("ethtool", "-K", "s0", "gro", "on");
        for (var i = 0; i < targets; i++)
        {
            Node.Ip($"link add t{i} type veth peer name d{i} netns {tools.Name}");
            Node.Ip($"link set t{i} up");
            tools.Ip($"link set d{i} up");
        }
        toolIndices = tools.Run(() =>
        {
            using var links = new LinkReader();
            var table = links.Read();
            return Enumerable.Range(0, targets).Select(i => table.ByName($"d{i}")!.Index).ToArray();
        });
        generator = new(() => outside.Run(() =>
        {
            using var links = new LinkReader();
            return new Generator(outside, links.Read().ByName(Far)!.Index, addresses);
        }));
    }

    public IMirror Mirror { get; }

    public int Targets { get; }

    public TestNetNs Node { get; } = new();

    /// <summary>The far end of <c>s0</c>, outside.</summary>
    public string Far { get; }

    public Generator Generator => generator.Value;

    public IEnumerable<string> TargetNames => Enumerable.Range(0, Targets).Select(i => $"t{i}");

    /// <summary>Sets up the mirror. Separate from the constructor, so that a partial setup can be disposed after a failure.</summary>
    public void Start() => Mirror.Start(this);

    /// <summary>Nanoseconds per frame in this rig's last run at full speed; an estimate before that.</summary>
    public double FullNs { get; set; } = 1000;

    /// <summary>MAC address of the first tool's NIC.</summary>
    public string MacOfTool() => tools.Link("d0").Address.ToString();

    /// <summary>Sets the MTU of the first target and of its tool's NIC.</summary>
    public void SetMtu(int mtu)
    {
        tools.Ip($"link set d0 mtu {mtu}");
        Node.Ip($"link set t0 mtu {mtu}");
    }

    /// <summary>What the source NIC has received and sent so far.</summary>
    /// <param name="hasGro">True if GRO is on: then a veth counts received bytes without the Ethernet header.</param>
    public Traffic AtSource(bool hasGro) => Node.Run(() =>
    {
        using var links = new LinkReader();
        var source = links.ReadStatistics(links.Read().ByName("s0")!.Index);
        return Traffic.Received(source) + Traffic.Sent(source) + new Traffic(0, hasGro ? 14 * source.RxPackets : 0);
    });

    /// <summary>What all tools have received so far.</summary>
    public Traffic Received() => tools.Run(() =>
    {
        using var links = new LinkReader();
        return toolIndices.Aggregate(default(Traffic), (sum, index) => sum + Traffic.Received(links.ReadStatistics(index)));
    });

    /// <summary>The same, once no more copies arrive.</summary>
    public Traffic Settled()
    {
        var last = Received();
        while (true)
        {
            Thread.Sleep(10);
            var now = Received();
            if (now == last)
            {
                return now;
            }
            last = now;
        }
    }

    public void Dispose()
    {
        Mirror.Dispose();
        if (generator.IsValueCreated)
        {
            generator.Value.Dispose();
        }
        Node.Dispose();
        tools.Dispose();
    }
}
