using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary>An interface name as the kernel keeps it: IFNAMSIZ bytes, zero-padded.</summary>
[InlineArray(AbiLimits.NameLength)]
internal struct NameValue
{
    private byte first;

    public static NameValue From(string name)
    {
        var value = default(NameValue);
        System.Text.Encoding.UTF8.GetBytes(name, value[..(AbiLimits.NameLength - 1)]);
        return value;
    }

    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
