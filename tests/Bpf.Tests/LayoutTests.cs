using System.Runtime.InteropServices;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Netlink;
using K8sMirror.Bpf.Programs;
using K8sMirror.Bpf.Routes;
using K8sMirror.Bpf.Tests.Programs;
using K8sMirror.Bpf.Threads;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests;

public sealed class LayoutTests
{
    private const string Attributes = "union bpf_attr";

    [KernelFact]
    public void Layouts_of_bpf_are_the_running_kernels()
    {
        using var kernel = new KernelTypes();
        new LayoutCheck("\"vmlinux.h\"").Include(kernel.Folder)
            .Struct<MapCreateAttributes>(Attributes, wholeSize: false)
            .Struct<MapElementAttributes>(Attributes, wholeSize: false)
            .Struct<PinAttributes>(Attributes, wholeSize: false)
            .Struct<TestRunAttributes>(Attributes, wholeSize: false, Under<TestRunAttributes>("test"))
            .Struct<ByIdAttributes>(Attributes, wholeSize: false, new Dictionary<string, string> { ["Id"] = "prog_id" })
            .Struct<DescriptionAttributes>(Attributes, wholeSize: false, Under<DescriptionAttributes>("info"))
            .Struct<QueryAttributes>(Attributes, wholeSize: false, Under<QueryAttributes>("query"))
            .Struct<LinkCreateAttributes>(Attributes, wholeSize: false, Under<LinkCreateAttributes>("link_create", "tcx", "RelativeFd", "ExpectedRevision"))
            .Struct<LinkUpdateAttributes>(Attributes, wholeSize: false, Under<LinkUpdateAttributes>("link_update"))
            .Struct<DescriptorAttributes>(Attributes, wholeSize: false, new Dictionary<string, string> { ["Value"] = "link_detach.link_fd" })
            .Struct<MapDescription>("struct bpf_map_info", wholeSize: false)
            .Struct<ProgramDescription>("struct bpf_prog_info", wholeSize: false)
            .Struct<LinkDescription>("struct bpf_link_info", wholeSize: false, Under<LinkDescription>("", "tcx", "Ifindex", "AttachType"))
            .Struct<SkbContext>("struct __sk_buff")
            .Struct<XdpContext>("struct xdp_md")
            .Constant("BPF_TCX_INGRESS", TcxLink.AttachIngress)
            .Constant("BPF_TCX_EGRESS", TcxLink.AttachEgress)
            .Run();
    }

    [Fact]
    public void Numbers_of_bpf_are_the_headers()
    {
        var commands = new Dictionary<BpfCommand, string>
        {
            [BpfCommand.MapLookup] = "BPF_MAP_LOOKUP_ELEM",
            [BpfCommand.MapUpdate] = "BPF_MAP_UPDATE_ELEM",
            [BpfCommand.MapDelete] = "BPF_MAP_DELETE_ELEM",
            [BpfCommand.MapNextKey] = "BPF_MAP_GET_NEXT_KEY",
            [BpfCommand.Pin] = "BPF_OBJ_PIN",
            [BpfCommand.GetPinned] = "BPF_OBJ_GET",
            [BpfCommand.TestRun] = "BPF_PROG_TEST_RUN",
            [BpfCommand.ProgramById] = "BPF_PROG_GET_FD_BY_ID",
            [BpfCommand.MapById] = "BPF_MAP_GET_FD_BY_ID",
            [BpfCommand.LinkById] = "BPF_LINK_GET_FD_BY_ID",
            [BpfCommand.ReadDescription] = "BPF_OBJ_GET_INFO_BY_FD",
            [BpfCommand.QueryPrograms] = "BPF_PROG_QUERY",
            [BpfCommand.EnableStatistics] = "BPF_ENABLE_STATS",
        };
        var mapTypes = new Dictionary<MapType, string>
        {
            [MapType.Unspecified] = "UNSPEC",
            [MapType.ProgramArray] = "PROG_ARRAY",
            [MapType.PerCpuHash] = "PERCPU_HASH",
            [MapType.PerCpuArray] = "PERCPU_ARRAY",
            [MapType.LruPerCpuHash] = "LRU_PERCPU_HASH",
            [MapType.DeviceMap] = "DEVMAP",
            [MapType.DeviceMapHash] = "DEVMAP_HASH",
            [MapType.RingBuffer] = "RINGBUF",
        };
        new LayoutCheck("<linux/bpf.h>")
            .Enum<BpfCommand>(name => commands.GetValueOrDefault(Enum.Parse<BpfCommand>(name)) ?? $"BPF_{LayoutCheck.SnakeCase(name).ToUpperInvariant()}")
            .Enum<MapType>(name =>
                $"BPF_MAP_TYPE_{mapTypes.GetValueOrDefault(Enum.Parse<MapType>(name)) ?? LayoutCheck.SnakeCase(name).ToUpperInvariant()}")
            .Constant("BPF_XDP", 37)
            .Constant("BPF_F_TEST_XDP_LIVE_FRAMES", 2)
            .Run();
    }

    [Fact]
    public void Layouts_and_numbers_of_netlink_are_the_headers() => new LayoutCheck(
            "<linux/netlink.h>", "<linux/rtnetlink.h>", "<linux/if_link.h>", "<linux/if.h>", "<linux/veth.h>", "<linux/neighbour.h>", "<linux/pkt_sched.h>", "<linux/pkt_cls.h>", "<linux/gen_stats.h>")
        .Struct<LinkHeader>("struct ifinfomsg")
        .Struct<AddressHeader>("struct ifaddrmsg")
        .Struct<RouteHeader>("struct rtmsg")
        .Struct<NeighbourHeader>("struct ndmsg")
        .Struct<ClsactAbi.Header>("struct tcmsg")
        .Struct<ClsactAbi.QueueStatistics>("struct gnet_stats_queue")
        .Struct<NetlinkAddress>("struct sockaddr_nl", renames: new Dictionary<string, string>
        {
            ["Family"] = "nl_family",
            ["Pad"] = "nl_pad",
            ["Port"] = "nl_pid",
            ["Groups"] = "nl_groups",
        })
        .Constants(typeof(LinkAttribute), name => name is not nameof(LinkAttribute.AF_INET6))
        .Constants(typeof(RouteAbi), name => !name.StartsWith("AF_", StringComparison.Ordinal))
        .Enum<RouteType>(name => name == nameof(RouteType.None) ? "RTN_UNSPEC" : $"RTN_{name.ToUpperInvariant()}")
        .Enum<NeighbourState>(name => $"NUD_{name.ToUpperInvariant()}")
        .Constants(typeof(ClsactAbi), name => name.StartsWith("RTM_", StringComparison.Ordinal) || name.StartsWith("TC", StringComparison.Ordinal))
        .Constant("TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)", ClsactAbi.ParentIngress)
        .Constant("TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)", ClsactAbi.ParentEgress)
        .Constant("NLM_F_REPLACE", NetlinkMessage.Replace)
        .Constant("NLM_F_EXCL", NetlinkMessage.Exclusive)
        .Constant("NLM_F_CREATE", NetlinkMessage.Create)
        .Constant("NLM_F_DUMP", NetlinkMessage.Dump)
        .Constant("sizeof(struct nlmsghdr)", NetlinkMessage.HeaderSize)
        .Run();

    [Fact]
    public void Layouts_of_ethtool_are_the_headers() => new LayoutCheck("<net/if.h>", "<linux/ethtool.h>", "<linux/sockios.h>")
        .Struct<EthtoolFeatures.Value>("struct ethtool_value")
        .Struct<EthtoolFeatures.Request>("struct ifreq", renames: new Dictionary<string, string> { ["Name"] = "ifr_name", ["Argument"] = "ifr_data" })
        .Constant("SIOCETHTOOL", 0x8946)
        .Constant("ETHTOOL_GTSO", (long)EthtoolFeature.TcpSegmentation)
        .Constant("ETHTOOL_STSO", (long)EthtoolFeature.TcpSegmentation + 1)
        .Constant("ETHTOOL_GGSO", (long)EthtoolFeature.GenericSegmentation)
        .Constant("ETHTOOL_SGSO", (long)EthtoolFeature.GenericSegmentation + 1)
        .Constant("ETHTOOL_GGRO", (long)EthtoolFeature.GenericReceive)
        .Constant("ETHTOOL_SGRO", (long)EthtoolFeature.GenericReceive + 1)
        .Constant("ETHTOOL_GTXCSUM", (long)EthtoolFeature.TxChecksum)
        .Constant("ETHTOOL_STXCSUM", (long)EthtoolFeature.TxChecksum + 1)
        .Constant("ETHTOOL_GRXCSUM", (long)EthtoolFeature.RxChecksum)
        .Constant("ETHTOOL_SRXCSUM", (long)EthtoolFeature.RxChecksum + 1)
        .Constant("ETHTOOL_GSG", (long)EthtoolFeature.ScatterGather)
        .Constant("ETHTOOL_SSG", (long)EthtoolFeature.ScatterGather + 1)
        .Run();

    [Fact]
    public void A_wrong_layout_is_found_out()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new LayoutCheck("<linux/rtnetlink.h>").Struct<WrongHeader>("struct tcmsg").Run());
        Assert.Contains("WrongHeader.TcmHandle: offset", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new LayoutCheck("<linux/bpf.h>").Constant("BPF_MAP_TYPE_HASH", 2).Run());
    }

    // Members of one part of the union, or of one nested deeper.
    private static Dictionary<string, string> Under<T>(string part, string deeper = "", params string[] deep) =>
        typeof(T).GetFields().ToDictionary(
            field => field.Name,
            field => string.Join('.', new[] { part, deep.Contains(field.Name) ? deeper : "", LayoutCheck.SnakeCase(field.Name) }.Where(p => p.Length > 0)));

    [StructLayout(LayoutKind.Explicit, Size = 20)]
    private struct WrongHeader
    {
        [FieldOffset(4)] public int TcmIfindex;
        [FieldOffset(12)] public uint TcmHandle;
    }
}
