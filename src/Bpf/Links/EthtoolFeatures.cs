using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.Core.Naming;
using Tmds.Linux;

namespace K8sMirror.Bpf.Links;

/// <summary>Offloads of interfaces in the network namespace in which it was opened, from any thread.</summary>
public sealed unsafe class EthtoolFeatures : IDisposable
{
    private const int SIOCETHTOOL = 0x8946;
    private const int NameSize = 16;

    private const uint ETHTOOL_GSTRINGS = 0x1b;
    private const uint ETHTOOL_GSSET_INFO = 0x37;
    private const uint ETHTOOL_GFEATURES = 0x3a;
    private const int ETH_SS_FEATURES = 4;
    private const int ETH_GSTRING_LEN = 32;

    private readonly KernelHandle socket = KernelHandle.OpenSocket(LibC.AF_INET, LibC.SOCK_DGRAM, 0);

    /// <summary>True if it is on.</summary>
    /// <exception cref="KernelException">ENODEV: no such interface.</exception>
    public bool Get(string name, EthtoolFeature feature) => Call(name, (uint)feature, 0, $"read {feature} of {name}") != 0;

    /// <summary>Switches it, and verifies the result.</summary>
    /// <exception cref="KernelException">ENODEV: no such interface; EOPNOTSUPP: the device does not change it.</exception>
    public void Set(string name, EthtoolFeature feature, bool on)
    {
        var operation = $"switch {feature} of {name} {(on ? "on" : "off")}";
        Call(name, (uint)feature + 1, on ? 1u : 0, operation);
        if (Get(name, feature) != on)
        {
            throw new KernelException(Errno.EOPNOTSUPP, operation);
        }
    }

    /// <summary>Names of all features that are active now, as <c>ethtool -k</c> prints them (linux/ethtool.h).</summary>
    /// <exception cref="KernelException">ENODEV: no such interface.</exception>
    public IReadOnlySet<string> ReadActive(string name)
    {
        var operation = $"read the features of {name}";
        // struct ethtool_sset_info, with room for one count.
        Span<ulong> info = [ETHTOOL_GSSET_INFO, 1UL << ETH_SS_FEATURES, 0];
        Call(name, MemoryMarshal.AsBytes(info), operation);
        var count = (int)(uint)info[2];

        // struct ethtool_gstrings: cmd, string set, length, then the names.
        var strings = new byte[12 + (count * ETH_GSTRING_LEN)];
        var header = MemoryMarshal.Cast<byte, uint>(strings.AsSpan(0, 12));
        (header[0], header[1], header[2]) = (ETHTOOL_GSTRINGS, ETH_SS_FEATURES, (uint)count);
        Call(name, strings, operation);

        // struct ethtool_gfeatures: cmd, number of blocks, then available, requested, active, never_changed for each block of 32.
        var blocks = (count + 31) / 32;
        var values = new uint[2 + (blocks * 4)];
        (values[0], values[1]) = (ETHTOOL_GFEATURES, (uint)blocks);
        Call(name, MemoryMarshal.AsBytes(values.AsSpan()), operation);

        var active = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if ((values[2 + (i / 32 * 4) + 2] >> (i % 32) & 1) != 0)
            {
                var text = strings.AsSpan(12 + (i * ETH_GSTRING_LEN), ETH_GSTRING_LEN);
                var end = text.IndexOf((byte)0);
                active.Add(Encoding.UTF8.GetString(end < 0 ? text : text[..end]));
            }
        }
        return active;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private uint Call(string name, uint command, uint data, string operation)
    {
        Span<Value> value = [new() { Cmd = command, Data = data }];
        Call(name, MemoryMarshal.AsBytes(value), operation);
        return value[0].Data;
    }

    private void Call(string name, Span<byte> argument, string operation)
    {
        var bytes = NameEscapes.ToName(name);
        if (bytes.Length >= NameSize)
        {
            throw new KernelException(Errno.ENODEV, operation);
        }
        fixed (byte* pointer = argument)
        {
            var request = new Request { Argument = (nint)pointer };
            bytes.CopyTo(new Span<byte>(request.Name, NameSize));
            using var use = socket.Use();
            if (LibC.ioctl(use.Descriptor, SIOCETHTOOL, &request) != 0)
            {
                throw KernelException.Last(operation);
            }
        }
    }

    /// <summary>struct ethtool_value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Value
    {
        public uint Cmd;
        public uint Data;
    }

    /// <summary>struct ifreq.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    internal struct Request
    {
        [FieldOffset(0)] public fixed byte Name[NameSize];
        [FieldOffset(16)] public nint Argument;
    }
}
