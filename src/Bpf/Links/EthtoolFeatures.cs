using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf.Links;

/// <summary>Offloads of the interfaces of the network namespace in which it was opened, from whatever thread.</summary>
public sealed unsafe class EthtoolFeatures : IDisposable
{
    private const nuint SIOCETHTOOL = 0x8946;
    private const int NameSize = 16;

    private readonly KernelHandle socket = LibC.OpenSocket(LibC.AF_INET, LibC.SOCK_DGRAM, 0);

    /// <summary>True if it is on.</summary>
    /// <exception cref="KernelException">ENODEV: no such interface.</exception>
    public bool Get(string name, EthtoolFeature feature) => Call(name, (uint)feature, 0, $"read {feature} of {name}") != 0;

    /// <summary>Switches it, and looks whether it really is so then.</summary>
    /// <exception cref="KernelException">ENODEV: no such interface; EOPNOTSUPP: the device keeps it as it is.</exception>
    public void Set(string name, EthtoolFeature feature, bool on)
    {
        var operation = $"switch {feature} of {name} {(on ? "on" : "off")}";
        Call(name, (uint)feature + 1, on ? 1u : 0, operation);
        if (Get(name, feature) != on)
        {
            throw new KernelException(Errno.EOPNOTSUPP, operation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private uint Call(string name, uint command, uint data, string operation)
    {
        var value = new Value { Cmd = command, Data = data };
        var request = new Request { Argument = (nint)(&value) };
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length >= NameSize)
        {
            throw new KernelException(Errno.ENODEV, operation);
        }
        bytes.CopyTo(new Span<byte>(request.Name, NameSize));
        using var use = socket.Use();
        return LibC.Ioctl(use.Descriptor, SIOCETHTOOL, &request) == 0 ? value.Data : throw LibC.Failure(operation);
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
