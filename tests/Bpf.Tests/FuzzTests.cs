using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Netlink;
using K8sMirror.Bpf.Queues;
using K8sMirror.Bpf.Routes;
using K8sMirror.Testing.Fuzzing;
using static K8sMirror.Bpf.Hooks.ClsactAbi;
using static K8sMirror.Bpf.Links.LinkAttribute;
using static K8sMirror.Bpf.Routes.RouteAbi;

namespace K8sMirror.Bpf.Tests;

/// <summary>Damaged netlink answers: attributes that are too short, too long, missing or nested endlessly.</summary>
public sealed class FuzzTests
{
    private static readonly byte[] Mac = [2, 0, 0, 0, 0, 1];
    private static readonly byte[] Ip = [192, 0, 2, 1];

    private static IEnumerable<NetlinkMessage> Good =>
    [
        new NetlinkMessage(RTM_NEWLINK).Add(new LinkHeader { IfiIndex = 2 }).Put(IFLA_IFNAME, "eth1").Put(IFLA_MTU, 1500).Put(IFLA_ADDRESS, Mac).Put(IFLA_LINK, 3)
            .Put(IFLA_LINK_NETNSID, 1).Put(IFLA_MASTER, 4).Put(IFLA_IFALIAS, "K8sMirror cutter").Nest(IFLA_LINKINFO, info => info.Put(IFLA_INFO_KIND, "veth"))
            .Nest(IFLA_PROP_LIST, list => list.Put(IFLA_ALT_IFNAME, "wan").Put(IFLA_ALT_IFNAME, "lan")).Put(IFLA_PARENT_DEV_NAME, "0000:00:1f.6").Put(IFLA_STATS64, new byte[200]),
        new NetlinkMessage(RTM_NEWADDR).Add(new AddressHeader()).Put(IFA_ADDRESS, Ip).Put(IFA_LOCAL, Ip),
        new NetlinkMessage(RTM_NEWROUTE).Add(new RouteHeader { RtmDstLen = 24 }).Put(RTA_OIF, 2).Put(RTA_GATEWAY, Ip).Put(RTA_VIA, [2, 0, .. Ip]).Put(RTA_PREFSRC, Ip)
            .Nest(RTA_METRICS, metrics => metrics.Put(RTAX_MTU, 1400)).Put(RTA_ENCAP_TYPE, 1),
        new NetlinkMessage(RTM_NEWNEIGH).Add(new NeighbourHeader { NdmFamily = 2, NdmIfindex = 2 }).Put(NDA_DST, Ip).Put(NDA_LLADDR, Mac).Put(NDA_MASTER, 5),
        new NetlinkMessage(RTM_NEWQDISC).Add(new ClsactAbi.Header { TcmIfindex = 2, TcmParent = TC_H_CLSACT }).Put(TCA_KIND, "clsact"),
        new NetlinkMessage(RTM_NEWQDISC).Add(new ClsactAbi.Header { TcmIfindex = 2, TcmParent = TC_H_ROOT }).Put(TCA_KIND, "fq").Nest(TCA_STATS2, s => s.Put(TCA_STATS_QUEUE, new byte[20])),
        new NetlinkMessage(RTM_NEWTFILTER).Add(new ClsactAbi.Header { TcmIfindex = 2, TcmHandle = 1 }).Put(TCA_KIND, "bpf")
            .Nest(TCA_OPTIONS, o => o.Put(TCA_BPF_NAME, "k8smirror").Put(TCA_BPF_ID, 7).Put(TCA_BPF_FLAGS, 1)),
        // NLMSG_ERROR: errno, the request's header, and the kernel's message.
        new NetlinkMessage(2, 0x200).Put(0, [.. BitConverter.GetBytes(-22), .. new byte[16]]).Put(1, "no such device"),
    ];

    [Fact]
    public void Netlink() => Fuzzer.Run("netlink", Good.Select(m => m.Finish(1, acknowledge: false).ToArray()), datagram =>
    {
        var messages = new NetlinkAnswers(datagram);
        while (messages.MoveNext())
        {
            var type = messages.Type;
            var payload = messages.Payload;
            var link = LinkMessages.Parse(type, payload);
            Assert.True(link is null || link.Name.All(c => !char.IsControl(c)));
            _ = LinkMessages.ParseStatistics(type, payload);
            _ = NamespaceReader.ParseAddress(type, payload);
            _ = RouteMessages.ParseRoute(type, payload);
            _ = RouteMessages.ParseNeighbour(type, payload);
            _ = ForwardingTable.Parse(type, payload);
            _ = RootQueueMessages.Parse(type, payload);
            _ = ClsactMessages.ParseQdisc(type, payload, 2);
            _ = ClsactMessages.ParseFilter(type, payload);
            try
            {
                NetlinkSocket.ThrowOnError(type, messages.Flags, payload, "read");
            }
            catch (KernelException e)
            {
                Assert.InRange(e.Errno, 1, int.MaxValue);
            }
        }
    });
}
