using System.Runtime.CompilerServices;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Datapath.Takeover;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A node left by an agent of ABI v1: its maps and links as that version created them, with programs that only return "next".</summary>
public sealed class TakeoverTests
{
    [KernelFact]
    public void Its_link_is_taken_over_its_counters_go_on_and_what_it_made_is_removed()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Node.Run(node.Datapath.Rest);
        node.Datapath.Dispose();
        var index = node.Links().ByName("eth1")!.Index;
        var old = new PinLayout(node.Options.PinDirectory, Abi: 1);
        var link = Leave(node, old, index);

        node.Restart();
        node.Apply("eth1>eth2");

        var chain = node.Node.Run(() => TcxChain.Query(index, HookDirection.Ingress)).Programs;
        Assert.Equal(link, Assert.Single(chain).LinkId);
        var counters = node.Counters("eth1>eth2");
        // Totals of 1,000, and a group of 10: 5 sent, 2 refused by a full stage, 3 lost on it.
        Assert.Equal((1010UL, 905UL), (counters.Seen.Frames, counters.Sent.Frames));
        Assert.Equal(102UL, BrokerNode.Dropped(counters, DropReason.Budget));

        using var tool = new Tool(node.Behind("eth2"), Tool.Expect(1, 20));
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 20; i++)
            {
                sender.Send(Tool.Frame(0, i));
            }
        }
        tool.Check(20);
        Eventually.True(
            () =>
            {
                node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
                return !Directory.Exists(old.Version);
            },
            "the old pins are removed");
        counters = node.Settled("eth1>eth2");
        Assert.Equal((1030UL, 925UL), (counters.Seen.Frames, counters.Sent.Frames));
        Assert.Equal(3UL, BrokerNode.Dropped(counters, DropReason.CloneFailed));
        node.Apply("eth1>eth2");
        Assert.Equal("K8sMirror cutter in", node.Links().ByName("k8sm-in")!.Alias);
    }

    [KernelFact]
    public void A_newer_layout_ends_the_start_with_a_word()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        Directory.CreateDirectory(pins.At("k8smirror/v3"));
        var refusal = Assert.Throws<KernelException>(() => ns.Run(() => KernelDatapath.Open(new() { PinDirectory = pins.At("k8smirror") })));
        Assert.Contains("a newer K8sMirror (ABI v3) mirrors on this node", refusal.Message, StringComparison.Ordinal);
    }

    private static uint Leave(BrokerNode node, PinLayout old, int index)
    {
        BpfFs.MakeDirectory(old.Maps);
        BpfFs.MakeDirectory(old.Links);
        using var sources = Make<SourceKey, SourceValue>(old, MapType.Hash, "sources", 1024);
        using var groups = Make<uint, FormerAbi.Group>(old, MapType.Array, "groups", 1024);
        using var labels = Make<uint, FormerAbi.Label>(old, MapType.Hash, "labels", 1024);
        using var totals = Make<FormerAbi.OldTotalKey, FormerAbi.OldTotal>(old, MapType.Hash, "totals", 1024);
        using var credit = Make<uint, FormerAbi.Credit>(old, MapType.Array, "credit", 1);
        using var config = Make<uint, FormerAbi.OldConfig>(old, MapType.Array, "config", 1);
        using var atSource = new PerCpuBpfMap<uint, FormerAbi.SourceCounters>(Create<uint, FormerAbi.SourceCounters>(old, MapType.PerCpuArray, "source_counters", 1024));
        using var atEdge = new PerCpuBpfMap<FormerAbi.EdgeKeyValue, FormerAbi.OldEdgeCounters>(
            Create<FormerAbi.EdgeKeyValue, FormerAbi.OldEdgeCounters>(old, MapType.PerCpuHash, "edge_counters", 1024));

        var cpus = (ulong)PossibleCpus.Count;
        sources.Update(new() { IfIndex = (uint)index }, new() { Group = 5 });
        groups.Update(5, new() { EdgeCount = 1 });
        var label = new FormerAbi.Label { Source = NameValue.From("eth1"), EdgeCount = 1 };
        label.Targets[0] = NameValue.From("eth2");
        labels.Update(5, label);
        var total = new FormerAbi.OldTotal { Seen = Frames(1000), Sent = Frames(900) };
        total.Dropped[0] = Frames(100);
        totals.Update(new() { Source = NameValue.From("eth1"), Target = NameValue.From("eth2") }, total);
        SetFirst(atSource.Raw, BitConverter.GetBytes(5), Bytes(Frames(10), Frames(2), default, default), cpus);
        SetFirst(atEdge.Raw, [5, 0, 0, 0, 0, 0, 0, 0], Bytes(Frames(5), default, default, default, default, default, default), cpus);
        var words = default(FormerAbi.Credit);
        words.Words[0] = 3;
        words.Words[8] = 0;
        credit.Update(0, words);
        config.Update(0, new() { CreditLost = 3 });

        node.Node.Ip("link add k8sm-in type veth peer name k8sm-out");
        node.Node.Exec("ip", "link", "set", "k8sm-in", "alias", "k8smirror stage");
        node.Node.Exec("ip", "link", "set", "k8sm-out", "alias", "k8smirror stage");
        using var program = Next();
        using var link = node.Node.Run(() => TcxLink.Attach(program, index, HookDirection.Ingress));
        link.Pin(old.Hook(new(index, EdgeDirection.Ingress)));
        return link.Read().LinkId;
    }

    private static TallyValue Frames(ulong frames) => new() { Frames = frames, Bytes = frames * 100 };

    private static byte[] Bytes(params TallyValue[] tallies) => [.. tallies.SelectMany(t => BitConverter.GetBytes(t.Frames).Concat(BitConverter.GetBytes(t.Bytes)))];

    private static void SetFirst(BpfMap map, byte[] key, byte[] first, ulong cpus) =>
        map.Update(key, [.. first, .. new byte[first.Length * ((int)cpus - 1)]], MapUpdate.Any);

    private static BpfMap Create<TKey, TValue>(PinLayout old, MapType type, string name, int entries)
    {
        var map = BpfMap.Create(new(type, name, Unsafe.SizeOf<TKey>(), Unsafe.SizeOf<TValue>(), entries));
        map.Pin(old.Map(name));
        return map;
    }

    private static BpfMap<TKey, TValue> Make<TKey, TValue>(PinLayout old, MapType type, string name, int entries)
        where TKey : unmanaged
        where TValue : unmanaged => new(Create<TKey, TValue>(old, type, name, entries));

    private static BpfProgram Next()
    {
        using var stream = typeof(TakeoverTests).Assembly.GetManifestResourceStream("pass.bpf.o")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using var bpf = BpfObject.Open(bytes, "former");
        bpf.Load();
        return bpf.Program("other_ok");
    }
}
