using K8sMirror.Bpf.Links;

namespace K8sMirror.Bench;

/// <summary>Traffic of NICs, from their own counters. A super-packet is one frame.</summary>
internal readonly record struct Traffic(ulong Frames, ulong Bytes)
{
    /// <summary>Ethernet, IPv4, TCP with time stamps.</summary>
    private const double TcpHeaders = 14 + 20 + 32;

    /// <summary>Bytes of data in the TCP frames: the same wherever they were cut.</summary>
    public double TcpPayload => Bytes - (TcpHeaders * Frames);

    public static Traffic Received(LinkStatistics of) => new(of.RxPackets, of.RxBytes);

    public static Traffic Sent(LinkStatistics of) => new(of.TxPackets, of.TxBytes);

    public static Traffic operator +(Traffic a, Traffic b) => new(a.Frames + b.Frames, a.Bytes + b.Bytes);

    public static Traffic operator -(Traffic a, Traffic b) => new(a.Frames - b.Frames, a.Bytes - b.Bytes);
}
