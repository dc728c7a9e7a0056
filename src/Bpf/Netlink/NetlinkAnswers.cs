using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Netlink;

/// <summary>Iterates over the messages of one datagram (RFC 3549, section 2.3.2); stops at the first malformed one.</summary>
internal ref struct NetlinkAnswers(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public ushort Type { get; private set; }

    public ushort Flags { get; private set; }

    /// <summary>Sequence number of the request that this answers.</summary>
    public uint Sequence { get; private set; }

    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool MoveNext()
    {
        if (rest.Length < NetlinkMessage.HeaderSize)
        {
            return false;
        }
        var length = MemoryMarshal.Read<uint>(rest);
        if (length < NetlinkMessage.HeaderSize || length > rest.Length)
        {
            return false;
        }
        Type = MemoryMarshal.Read<ushort>(rest[4..]);
        Flags = MemoryMarshal.Read<ushort>(rest[6..]);
        Sequence = MemoryMarshal.Read<uint>(rest[8..]);
        Payload = rest[NetlinkMessage.HeaderSize..(int)length];
        rest = rest[(int)Math.Min((length + 3) & ~3u, (uint)rest.Length)..];
        return true;
    }
}
