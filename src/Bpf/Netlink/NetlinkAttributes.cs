using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.Core.Naming;

namespace K8sMirror.Bpf.Netlink;

/// <summary>Iterates over attributes; stops at the first malformed one.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const ushort TypeMask = 0x3fff;
    private ReadOnlySpan<byte> rest = bytes;

    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The value as a number; 0 if it is shorter.</summary>
    public readonly uint UInt => Value.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(Value) : 0;

    public readonly string Text => Encoding.UTF8.GetString(Value).TrimEnd('\0');

    /// <summary>The name of a NIC, as <see cref="NameEscapes"/> writes it.</summary>
    public readonly string Name => NameEscapes.ToText(Value.TrimEnd((byte)0));

    public bool MoveNext()
    {
        if (rest.Length < 4)
        {
            return false;
        }
        var size = MemoryMarshal.Read<ushort>(rest);
        if (size < 4 || size > rest.Length)
        {
            return false;
        }
        Type = (ushort)(MemoryMarshal.Read<ushort>(rest[2..]) & TypeMask);
        Value = rest[4..size];
        rest = rest[Math.Min((size + 3) & ~3, rest.Length)..];
        return true;
    }
}
