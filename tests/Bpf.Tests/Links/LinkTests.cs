using K8sMirror.Bpf.Links;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Links;

public sealed class LinkTests : IDisposable
{
    private readonly TestNetNs ns = new(ipv6: true);
    private readonly LinkControl control;
    private readonly LinkReader reader;

    public LinkTests()
    {
        control = ns.Run(() => new LinkControl());
        reader = ns.Run(() => new LinkReader());
    }

    public void Dispose()
    {
        control.Dispose();
        reader.Dispose();
        ns.Dispose();
    }

    [KernelFact]
    public void A_pair_is_made_as_asked_for()
    {
        var (end, peer) = control.CreateVeth(new("stage-in", "stage-out") { Mtu = 9000, Alias = "k8smirror test", Queues = 1, Silent = true });

        var read = reader.Read();
        foreach (var (name, other) in new[] { ("stage-in", peer), ("stage-out", end) })
        {
            var link = read.ByName(name)!;
            Assert.Equal(9000, link.Mtu);
            Assert.Equal("k8smirror test", link.Alias);
            Assert.Equal("veth", link.Kind);
            Assert.Equal(other.Index, link.LowerIndex);
            Assert.False(link.LowerIsElsewhere);
            Assert.False(link.IsUp);
            Assert.Equal(1, link.HardwareType);
            control.SetUp(link.Index, up: true);
        }
        Assert.True(reader.Read().ByName("stage-in")!.HasCarrier);
        var said = ns.Ip("-d link show dev stage-in");
        Assert.Contains("NOARP", said, StringComparison.Ordinal);
        Assert.Contains("addrgenmode none", said, StringComparison.Ordinal);
        Assert.Contains("numtxqueues 1 numrxqueues 1", said, StringComparison.Ordinal);
        Assert.DoesNotContain("inet6", ns.Ip("addr show dev stage-in"), StringComparison.Ordinal);
        Assert.True(read.ByName("lo")!.IsLoopback);
    }

    [KernelFact]
    public void One_interface_is_read_by_its_index_with_its_address_and_whether_it_asks_for_others()
    {
        var (silent, _) = control.CreateVeth(new("va", "vb") { Silent = true });
        var (speaking, _) = control.CreateVeth(new("vc", "vd"));
        ns.Ip("link set va address 02:00:00:00:00:42");
        var link = reader.Find(silent.Index)!;
        Assert.Equal(("va", "02:00:00:00:00:42", true), (link.Name, link.Address.ToString(), link.IsNoArp));
        Assert.Equal(link, reader.Read().ByName("va"));
        Assert.Equal((false, false), (reader.Find(speaking.Index)!.IsNoArp, link.IsPointToPoint));
        Assert.Null(reader.Find(9999));
    }

    /// <summary>Names that are not UTF-8 are distinguished, and each NIC is found and queried by its name here.</summary>
    [KernelFact]
    public void NICs_of_any_name_are_read()
    {
        ns.Exec("sh", "-c", """ip link add name "$(printf '\377\376')" type veth peer name "$(printf '\376\377')" """);
        ns.Exec("sh", "-c", """ip link add name "$(printf '\033[2J')" type veth peer name "$(printf 'a\\"b')" """);
        using var features = ns.Run(() => new EthtoolFeatures());
        var links = reader.Read();

        foreach (var name in (string[])[@"\xff\xfe", @"\xfe\xff", @"\x1b[2J", "a\\\"b"])
        {
            var link = links.ByName(name)!;
            Assert.Equal(name, reader.Find(link.Index)!.Name);
            Assert.NotEmpty(features.ReadActive(name));
        }
        Assert.NotEqual(links.ByName(@"\xff\xfe")!.Index, links.ByName(@"\xfe\xff")!.Index);
    }

    [KernelFact]
    public void Alternative_names_lead_to_the_NIC()
    {
        control.CreateVeth(new("va", "vb"));
        ns.Ip("link property add dev va altname a-name-of-more-than-15-bytes altname wan");

        var links = reader.Read();

        Assert.Equal(["a-name-of-more-than-15-bytes", "wan"], links.ByName("va")!.AlternativeNames.Order());
        Assert.Empty(links.ByName("vb")!.AlternativeNames);
        Assert.Equal(("va", "va", null), (links.ByAlternativeName("wan")!.Name, links.ByAlternativeName("a-name-of-more-than-15-bytes")!.Name, links.ByAlternativeName("va")));
    }

    [KernelFact]
    public void A_device_without_Ethernet_has_no_MAC_address()
    {
        using var tun = new TunDevice(ns, "tun0", "192.0.2.1/24");
        var link = reader.Read().ByName("tun0")!;
        Assert.True(link is { IsPointToPoint: true, IsNoArp: true, Address.IsZero: true });
    }

    [KernelFact]
    public void A_taken_name_is_EEXIST_and_leaves_nothing_behind()
    {
        control.CreateVeth(new("va", "vb"));
        Assert.Equal(Errno.EEXIST, Assert.Throws<KernelException>(() => control.CreateVeth(new("vc", "vb"))).Errno);
        Assert.Null(reader.Read().ByName("vc"));
        Assert.Throws<KernelException>(() => control.CreateVeth(new("a-name-that-is-too-long", "x")));
    }

    [KernelFact]
    public void Links_are_changed_and_deleted()
    {
        var (end, peer) = control.CreateVeth(new("va", "vb"));
        control.SetMtu(end.Index, 1400);
        control.SetAlias(end.Index, "seen");
        control.Rename(end.Index, "renamed");
        control.SetUp(end.Index, up: true);

        var link = reader.Read().ByIndex(end.Index)!;
        Assert.Equal(("renamed", 1400, "seen", true, false), (link.Name, link.Mtu, link.Alias, link.IsUp, link.HasCarrier));

        control.SetUp(end.Index, up: false);
        Assert.False(reader.Read().ByIndex(end.Index)!.IsUp);

        control.Delete(peer.Index);
        Assert.Null(reader.Read().ByIndex(end.Index));
        Assert.Equal(Errno.ENODEV, Assert.Throws<KernelException>(() => control.Delete(end.Index)).Errno);
    }

    [KernelFact]
    public void A_link_moves_to_another_namespace()
    {
        using var elsewhere = new TestNetNs();
        var (end, peer) = control.CreateVeth(new("va", "vb"));

        control.MoveTo(peer.Index, elsewhere.Handle);

        Assert.Null(reader.Read().ByName("vb"));
        Assert.True(reader.Read().ByIndex(end.Index)!.LowerIsElsewhere);
        using var there = elsewhere.Run(() => new LinkReader());
        Assert.NotNull(there.Read().ByName("vb"));
    }

    [KernelFact]
    public void A_pair_gets_the_indexes_that_it_is_asked_for()
    {
        var (end, peer) = control.CreateVeth(new("va", "vb") { Index = 1 << 29, PeerIndex = (1 << 29) + 1 });
        Assert.Equal((1 << 29, (1 << 29) + 1), (end.Index, peer.Index));
    }

    [KernelFact]
    public void A_virtual_NIC_is_no_hardware_and_shows_its_active_features()
    {
        var (end, _) = control.CreateVeth(new("va", "vb"));
        Assert.False(reader.Read().ByIndex(end.Index)!.IsHardware);
        using var features = ns.Run(() => new EthtoolFeatures());
        Assert.Contains("tx-tcp-segmentation", features.ReadActive("va"));
        features.Set("va", EthtoolFeature.TcpSegmentation, on: false);
        Assert.DoesNotContain("tx-tcp-segmentation", features.ReadActive("va"));
    }

    [KernelFact]
    public void Counters_are_those_of_the_device()
    {
        ns.Exec("ping", "-c", "3", "-i", "0.01", "127.0.0.1");
        var counters = reader.ReadStatistics(1);
        Assert.Equal(6ul, counters.RxPackets);
        Assert.Equal(counters.RxBytes, counters.TxBytes);
        Assert.Equal(Errno.ENODEV, Assert.Throws<KernelException>(() => reader.ReadStatistics(9999)).Errno);
    }

    [KernelFact]
    public void Many_links_are_listed_whole()
    {
        for (var i = 0; i < 60; i++)
        {
            control.CreateVeth(new($"a{i}", $"b{i}"));
        }
        Assert.Equal(121, reader.Read().All.Count());
    }

    [KernelFact]
    public void Offloads_are_really_switched()
    {
        control.CreateVeth(new("va", "vb"));
        using var features = ns.Run(() => new EthtoolFeatures());
        foreach (var feature in new[] { EthtoolFeature.GenericReceive, EthtoolFeature.TcpSegmentation, EthtoolFeature.GenericSegmentation, EthtoolFeature.TxChecksum })
        {
            var before = features.Get("va", feature);
            features.Set("va", feature, !before);
            Assert.Equal(!before, features.Get("va", feature));
        }
        var said = ns.Exec("ethtool", "-k", "va");
        Assert.Contains("generic-receive-offload: on", said, StringComparison.Ordinal);
        // Not "tcp-segmentation-offload": the classic command cannot change its newest part, tx-tcp-accecn-segmentation, which has no effect alone.
        Assert.Contains("tx-tcp-segmentation: off", said, StringComparison.Ordinal);
        Assert.Contains("tx-tcp6-segmentation: off", said, StringComparison.Ordinal);
        Assert.Contains("generic-segmentation-offload: off", said, StringComparison.Ordinal);
        Assert.Contains("tx-checksumming: off", said, StringComparison.Ordinal);
        Assert.Equal(Errno.ENODEV, Assert.Throws<KernelException>(() => features.Get("nope", EthtoolFeature.TxChecksum)).Errno);
    }
}
