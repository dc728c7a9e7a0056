using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Routes;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Routes;

public sealed class ForwardingTests : IDisposable
{
    private readonly TestNetNs ns = new();
    private readonly ForwardingTable table;

    public ForwardingTests()
    {
        ns.Ip("link add br0 type bridge");
        ns.Ip("link add br1 type bridge");
        foreach (var (port, bridge) in new[] { ("p1", "br0"), ("p2", "br0"), ("p3", "br1") })
        {
            ns.Ip($"link add {port} type veth peer name x{port}");
            ns.Ip($"link set {port} master {bridge}");
        }
        table = ns.Run(() => new ForwardingTable());
    }

    [KernelFact]
    public void The_port_of_an_address_is_that_of_the_bridge_that_is_asked()
    {
        ns.Exec("bridge", "fdb", "add", "02:00:00:00:00:11", "dev", "p1", "master", "static");
        ns.Exec("bridge", "fdb", "add", "02:00:00:00:00:22", "dev", "p2", "master", "static");
        ns.Exec("bridge", "fdb", "add", "02:00:00:00:00:22", "dev", "p3", "master", "static");
        Assert.Equal(ns.Link("p1").Index, Find("br0", 0x11));
        Assert.Equal(ns.Link("p2").Index, Find("br0", 0x22));
        Assert.Equal(ns.Link("p3").Index, Find("br1", 0x22));
        Assert.Equal(0, Find("br1", 0x11));
        Assert.Equal(0, Find("br0", 0x33));
    }

    public void Dispose()
    {
        table.Dispose();
        ns.Dispose();
    }

    private int Find(string bridge, byte last) => table.FindPort(ns.Link(bridge).Index, new MacAddress([2, 0, 0, 0, 0, last]));
}
