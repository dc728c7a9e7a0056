using System.Runtime.InteropServices;
using K8sMirror.Bpf.Netlink;

namespace K8sMirror.Bpf.Threads;

/// <summary>The <c>netdev</c> generic netlink family: NAPI instances, their threads, and how to ask for one.</summary>
internal static class NetdevFamily
{
    private const ushort ControlFamily = 16;
    private const byte CTRL_CMD_GETFAMILY = 3;
    private const ushort CTRL_ATTR_FAMILY_ID = 1;
    private const ushort CTRL_ATTR_FAMILY_NAME = 2;
    private const int HeaderSize = 4;

    public static void MakeThreaded(int interfaceIndex)
    {
        const string Operation = "make the NAPI threaded";
        using var socket = new NetlinkSocket(NetlinkSocket.Generic);
        var family = Resolve(socket);
        var instances = Read(socket, family, interfaceIndex);
        if (instances.Count == 0)
        {
            throw new KernelException(Errno.ENOENT, Operation, "the device has no NAPI: it is down, or a veth with neither GRO nor XDP");
        }
        foreach (var instance in instances)
        {
            socket.Do(
                Request(family, NetdevAbi.NETDEV_CMD_NAPI_SET)
                    .Put(NetdevAbi.NETDEV_A_NAPI_ID, instance.Id)
                    .Put(NetdevAbi.NETDEV_A_NAPI_THREADED, 1u),
                Operation);
        }
        // A kernel that does not know the attribute may skip it. From inside another PID namespace the thread's number is not told.
        if (Read(socket, family, interfaceIndex).Any(i => !i.IsThreaded))
        {
            throw new KernelException(Errno.EOPNOTSUPP, Operation);
        }
    }

    public static void SetPolling(int interfaceIndex, uint rounds, uint nanoseconds)
    {
        const string Operation = "set the NAPI's polling";
        using var socket = new NetlinkSocket(NetlinkSocket.Generic);
        var family = Resolve(socket);
        foreach (var instance in Read(socket, family, interfaceIndex))
        {
            socket.Do(
                Request(family, NetdevAbi.NETDEV_CMD_NAPI_SET)
                    .Put(NetdevAbi.NETDEV_A_NAPI_ID, instance.Id)
                    .Put(NetdevAbi.NETDEV_A_NAPI_DEFER_HARD_IRQS, rounds)
                    .Put(NetdevAbi.NETDEV_A_NAPI_GRO_FLUSH_TIMEOUT, nanoseconds),
                Operation);
        }
    }

    public static IReadOnlyList<int> TryReadThreads(int interfaceIndex)
    {
        try
        {
            using var socket = new NetlinkSocket(NetlinkSocket.Generic);
            return [.. Read(socket, Resolve(socket), interfaceIndex).Where(i => i.Thread != 0).Select(i => (int)i.Thread)];
        }
        catch (KernelException)
        {
            return []; // No such family before Linux 6.3, no such command before 6.8.
        }
    }

    private static ushort Resolve(NetlinkSocket socket) => socket.Ask(
        Request(ControlFamily, CTRL_CMD_GETFAMILY).Put(CTRL_ATTR_FAMILY_NAME, "netdev"),
        static (_, payload) =>
        {
            var attributes = new NetlinkAttributes(payload[HeaderSize..]);
            while (attributes.MoveNext())
            {
                if (attributes.Type == CTRL_ATTR_FAMILY_ID)
                {
                    return new FamilyId(MemoryMarshal.Read<ushort>(attributes.Value));
                }
            }
            return null;
        },
        "find the netdev netlink family").Value;

    private static List<Instance> Read(NetlinkSocket socket, ushort family, int interfaceIndex) => socket.DumpAll(
        Request(family, NetdevAbi.NETDEV_CMD_NAPI_GET, NetlinkMessage.Dump).Put(NetdevAbi.NETDEV_A_NAPI_IFINDEX, interfaceIndex),
        static (_, payload) =>
        {
            var attributes = new NetlinkAttributes(payload[HeaderSize..]);
            uint id = 0;
            uint thread = 0;
            uint threaded = 0;
            while (attributes.MoveNext())
            {
                id = attributes.Type == NetdevAbi.NETDEV_A_NAPI_ID ? attributes.UInt : id;
                thread = attributes.Type == NetdevAbi.NETDEV_A_NAPI_PID ? attributes.UInt : thread;
                threaded = attributes.Type == NetdevAbi.NETDEV_A_NAPI_THREADED ? attributes.UInt : threaded;
            }
            return new Instance(id, thread, thread != 0 || threaded != 0);
        },
        "list NAPI instances");

    // struct genlmsghdr: command, version, reserved.
    private static NetlinkMessage Request(ushort family, byte command, ushort flags = 0) =>
        new NetlinkMessage(family, flags).Add((uint)command | (1u << 8));

    private sealed record FamilyId(ushort Value);

    private sealed record Instance(uint Id, uint Thread, bool IsThreaded);
}
