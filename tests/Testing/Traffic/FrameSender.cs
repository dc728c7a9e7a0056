using System.Runtime.InteropServices;
using K8sMirror.Bpf;
using Tmds.Linux;

namespace K8sMirror.Testing;

/// <summary>Sends raw frames on an interface. Not thread-safe.</summary>
public sealed unsafe class FrameSender : IDisposable
{
    private const int VnetHeaderSize = 10;
    private readonly KernelHandle socket;

    public FrameSender(TestNetNs ns, string interfaceName)
    {
        socket = ns.Run(PacketSocket.Open);
        PacketSocket.Set(socket, PacketSocket.PACKET_VNET_HDR, 1);
        PacketSocket.Bind(socket, ns.Link(interfaceName).Index, receive: false);
    }

    /// <summary>Sends one frame unchanged.</summary>
    /// <exception cref="KernelException">ENOBUFS: the device's queue dropped it; EMSGSIZE: larger than its MTU; ENETDOWN.</exception>
    public void Send(ReadOnlySpan<byte> frame) => Send(default, frame);

    /// <summary>Sends one frame unchanged; false if a busy machine dropped it before it was on the wire.</summary>
    /// <exception cref="KernelException">As above, without ENOBUFS.</exception>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        try
        {
            Send(frame);
            return true;
        }
        catch (KernelException dropped) when (dropped.Errno == Errno.ENOBUFS)
        {
            return false;
        }
    }

    /// <summary>
    /// Sends a TCP or UDP frame as a super-packet with segments of <paramref name="segment"/> payload bytes, its checksum left
    /// to the device: what a production stack with offloads gives to a NIC.
    /// </summary>
    public void SendSuper(ReadOnlySpan<byte> frame, int segment)
    {
        var view = FrameView.TryParse(frame) ?? throw new ArgumentException("Not a whole frame.");
        var isTcp = view.Protocol == FrameView.Tcp;
        var header = new VnetHeader
        {
            Flags = 1, // VIRTIO_NET_HDR_F_NEEDS_CSUM
            GsoType = (byte)(!isTcp ? 5 : view.EtherType == 0x0800 ? 1 : 4),
            HeaderLength = (ushort)(view.TransportOffset + (isTcp ? (frame[view.TransportOffset + 12] >> 4) * 4 : 8)),
            GsoSize = (ushort)segment,
            ChecksumStart = (ushort)view.TransportOffset,
            ChecksumOffset = (ushort)(isTcp ? 16 : 6),
        };
        Send(header, SuperPacket.Unfinished(frame));
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void Send(VnetHeader header, ReadOnlySpan<byte> frame)
    {
        var buffer = new byte[VnetHeaderSize + frame.Length];
        MemoryMarshal.Write(buffer, header);
        frame.CopyTo(buffer.AsSpan(VnetHeaderSize));
        using var use = socket.Use();
        fixed (byte* bytes = buffer)
        {
            if (LibC.send(use.Descriptor, bytes, buffer.Length, 0) < 0)
            {
                throw KernelException.Last($"send a frame of {frame.Length} bytes");
            }
        }
    }

    /// <summary>struct virtio_net_hdr.</summary>
    [StructLayout(LayoutKind.Explicit, Size = VnetHeaderSize)]
    internal struct VnetHeader
    {
        [FieldOffset(0)] public byte Flags;
        [FieldOffset(1)] public byte GsoType;
        [FieldOffset(2)] public ushort HeaderLength;
        [FieldOffset(4)] public ushort GsoSize;
        [FieldOffset(6)] public ushort ChecksumStart;
        [FieldOffset(8)] public ushort ChecksumOffset;
    }
}
