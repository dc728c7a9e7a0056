using System.Diagnostics;
using K8sMirror.Bpf.Links;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Links;

public sealed class NamespaceReaderTests : IDisposable
{
    private readonly TestNetNs ns = new(ipv6: true);
    private readonly NamespaceReader reader;

    public NamespaceReaderTests() => reader = ns.Run(() => new NamespaceReader());

    [KernelFact]
    public void Addresses_and_NICs_at_the_other_end_are_read_by_the_number_that_a_NIC_tells()
    {
        using var pod = Pod("p1", "eth0");
        using var other = Pod("p2", "eth0");
        pod.Ip("addr add 10.244.0.5/24 dev eth0");
        pod.Ip("addr add 2001:db8::5/64 dev eth0 nodad");
        pod.Ip("link add net1 type bridge");
        pod.Ip("addr add 192.0.2.9 peer 192.0.2.1/32 dev net1");
        other.Ip("addr add 10.244.0.5/24 dev eth0");
        var (end, second) = (ns.Link("p1"), ns.Link("p2"));
        Assert.True(end.LowerNamespace >= 0 && second.LowerNamespace >= 0 && end.LowerNamespace != second.LowerNamespace);

        var addresses = reader.ReadAddresses(end.LowerNamespace!.Value)!;
        Assert.Equal(["10.244.0.5", "2001:db8::5"], Of(addresses, end.LowerIndex));
        Assert.Equal(["192.0.2.9"], Of(addresses, pod.Link("net1").Index));
        Assert.Equal(["10.244.0.5"], Of(reader.ReadAddresses(second.LowerNamespace!.Value)!, second.LowerIndex));
        Assert.Equal(["eth0", "lo", "net1"], reader.ReadLinks(end.LowerNamespace!.Value)!.Select(l => l.Name).Order(StringComparer.Ordinal));
    }

    [KernelFact]
    public void A_number_that_no_namespace_has_is_no_error()
    {
        Assert.Null(reader.ReadAddresses(12345));
        Assert.Null(reader.ReadLinks(12345));
        Assert.Null(reader.ReadAddresses(-1));
    }

    [KernelFact]
    public void Two_hundred_and_fifty_namespaces_are_read()
    {
        var pods = new List<TestNetNs>();
        try
        {
            for (var i = 0; i < 250; i++)
            {
                pods.Add(Pod($"p{i}", "eth0"));
                pods[i].Ip($"addr add 10.244.{i / 200}.{(i % 200) + 1}/32 dev eth0");
            }
            using var links = ns.Run(() => new LinkReader());
            // The first round includes JIT compilation.
            for (var round = 0; round < 3; round++)
            {
                var clock = Stopwatch.StartNew();
                var found = links.Read().All.Where(l => l.LowerNamespace >= 0).SelectMany(l => Of(reader.ReadAddresses(l.LowerNamespace!.Value)!, l.LowerIndex)).Distinct().Count(a => a.StartsWith("10.", StringComparison.Ordinal));
                TestContext.Current.TestOutputHelper?.WriteLine($"250 namespaces: {clock.Elapsed.TotalMilliseconds:F1} ms");
                Assert.Equal(250, found);
            }
        }
        finally
        {
            pods.ForEach(p => p.Dispose());
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        ns.Dispose();
    }

    private static IEnumerable<string> Of(IEnumerable<LinkAddress> addresses, int index) => addresses
        .Where(a => a.Index == index && !a.Address.IsIPv6LinkLocal).Select(a => a.Address.ToString()).Order(StringComparer.Ordinal);

    private TestNetNs Pod(string end, string inside)
    {
        var pod = new TestNetNs(ipv6: true);
        ns.Ip($"link add {end} type veth peer name {inside} netns {pod.Name}");
        ns.Ip($"link set {end} up");
        pod.Ip($"link set {inside} up");
        return pod;
    }
}
