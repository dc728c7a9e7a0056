using System.Runtime.InteropServices;
using System.Text;

namespace K8sMirror.Bpf.Netlink;

/// <summary>Builds a netlink request: header, fixed part, attributes (RFC 3549, section 2.3).</summary>
internal sealed class NetlinkMessage
{
    public const int HeaderSize = 16;
    public const ushort Request = 1;
    public const ushort Acknowledge = 4;
    public const ushort Replace = 0x100;
    public const ushort Exclusive = 0x200;
    public const ushort Dump = 0x300;
    public const ushort Create = 0x400;
    private const ushort Nested = 0x8000;

    private byte[] bytes = new byte[256];
    private int length = HeaderSize;

    public NetlinkMessage(ushort type, ushort flags = 0)
    {
        MemoryMarshal.Write(bytes.AsSpan(4), type);
        MemoryMarshal.Write(bytes.AsSpan(6), (ushort)(flags | Request));
    }

    /// <summary>The finished request.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence, bool acknowledge)
    {
        MemoryMarshal.Write(bytes, length);
        if (acknowledge)
        {
            bytes[6] |= (byte)Acknowledge;
        }
        MemoryMarshal.Write(bytes.AsSpan(8), sequence);
        return bytes.AsSpan(0, length);
    }

    /// <summary>Appends a fixed part.</summary>
    public NetlinkMessage Add<T>(T part)
        where T : unmanaged
    {
        MemoryMarshal.Write(Room(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in part)).Length), part);
        return this;
    }

    public NetlinkMessage Put(ushort attribute, uint value) => Put(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    public NetlinkMessage Put(ushort attribute, int value) => Put(attribute, (uint)value);

    public NetlinkMessage Put(ushort attribute, byte value) => Put(attribute, new ReadOnlySpan<byte>(in value));

    /// <summary>A zero-terminated string.</summary>
    public NetlinkMessage Put(ushort attribute, string value) => Put(attribute, Encoding.UTF8.GetBytes(value + '\0'));

    public NetlinkMessage Put(ushort attribute, ReadOnlySpan<byte> value)
    {
        var place = Room(4 + value.Length);
        MemoryMarshal.Write(place, (ushort)(4 + value.Length));
        MemoryMarshal.Write(place[2..], attribute);
        value.CopyTo(place[4..]);
        return this;
    }

    /// <summary>An attribute with the content that <paramref name="content"/> appends.</summary>
    public NetlinkMessage Nest(ushort attribute, Action<NetlinkMessage> content)
    {
        var start = length;
        Room(4);
        content(this);
        MemoryMarshal.Write(bytes.AsSpan(start), (ushort)(length - start));
        MemoryMarshal.Write(bytes.AsSpan(start + 2), (ushort)(attribute | Nested));
        return this;
    }

    private Span<byte> Room(int size)
    {
        var padded = (size + 3) & ~3;
        if (length + padded > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + padded));
        }
        var place = bytes.AsSpan(length, size);
        length += padded;
        return place;
    }
}
