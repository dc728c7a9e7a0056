using K8sMirror.Bpf.Links;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Datapath;

/// <summary>The real one, in a separate network namespace and on a separate bpffs.</summary>
public sealed class KernelDatapathTests : DatapathContract
{
    private string folder = "";

    protected override void Inside(Action test)
    {
        if (Root.WhyNot is { } why)
        {
            Assert.Skip(why);
        }
        using var ns = new TestNetNs();
        using var mount = new BpfFsMount();
        folder = mount.At("k8smirror");
        for (var i = 1; i <= 3; i++)
        {
            ns.Ip($"link add eth{i} type veth peer name far{i}");
            ns.Ip($"link set eth{i} up");
            ns.Ip($"link set far{i} up");
        }
        ns.Run(test);
    }

    protected override IDatapath Open() => KernelDatapath.Open(new() { PinDirectory = folder });

    protected override DesiredEdge Edge(EdgeKey key)
    {
        using var reader = new LinkReader();
        var links = reader.Read();
        var target = links.ByName(key.Target)!;
        return new(key, links.ByName(key.Source)!.Index, target.Index, target.Mtu, ["a"]);
    }
}
