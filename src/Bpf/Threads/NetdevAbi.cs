namespace K8sMirror.Bpf.Threads;

/// <summary>Numbers of linux/netdev.h.</summary>
internal static class NetdevAbi
{
    public const byte NETDEV_CMD_NAPI_GET = 11;
    public const byte NETDEV_CMD_NAPI_SET = 14;
    public const ushort NETDEV_A_NAPI_IFINDEX = 1;
    public const ushort NETDEV_A_NAPI_ID = 2;
    public const ushort NETDEV_A_NAPI_PID = 4;
    public const ushort NETDEV_A_NAPI_DEFER_HARD_IRQS = 5;
    public const ushort NETDEV_A_NAPI_GRO_FLUSH_TIMEOUT = 6;
    public const ushort NETDEV_A_NAPI_THREADED = 8;
}
