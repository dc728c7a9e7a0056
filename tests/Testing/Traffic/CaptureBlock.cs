using System.Buffers.Binary;

namespace K8sMirror.Testing;

/// <summary>Reads a block of a TPACKET_V3 ring (linux/if_packet.h).</summary>
internal static unsafe class CaptureBlock
{
    public const int Status = 8;
    private const int Count = 12;
    private const int FirstOffset = 16;
    private const uint ChecksumNotReady = 1 << 3;
    private const uint VlanValid = 1 << 4;
    private const uint VlanProtocolValid = 1 << 6;

    public static List<CapturedFrame> Frames(byte* block)
    {
        var count = *(uint*)(block + Count);
        var frames = new List<CapturedFrame>((int)count);
        var header = block + *(uint*)(block + FirstOffset);
        for (var i = 0u; i < count; i++)
        {
            frames.Add(Read((Header*)header, header));
            header += ((Header*)header)->Next;
        }
        return frames;
    }

    // The kernel keeps the outer tag separately; on the wire it follows the addresses.
    private static CapturedFrame Read(Header* header, byte* start)
    {
        const int Addresses = 12;
        var captured = new ReadOnlySpan<byte>(start + header->MacOffset, (int)header->Captured);
        var missing = (int)(header->Length - header->Captured);
        byte[] bytes;
        if ((header->Status & VlanValid) == 0)
        {
            bytes = captured.ToArray();
        }
        else
        {
            bytes = new byte[captured.Length + 4];
            captured[..Addresses].CopyTo(bytes);
            var protocol = (header->Status & VlanProtocolValid) != 0 ? header->VlanProtocol : (ushort)0x8100;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Addresses), protocol);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Addresses + 2), (ushort)header->VlanTag);
            captured[Addresses..].CopyTo(bytes.AsSpan(Addresses + 4));
        }
        return new(bytes, (header->Status & ChecksumNotReady) != 0) { Missing = missing };
    }

    /// <summary>struct tpacket3_hdr.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
    internal struct Header
    {
        public uint Next;
        public uint Seconds;
        public uint Nanoseconds;
        public uint Captured;
        public uint Length;
        public uint Status;
        public ushort MacOffset;
        public ushort NetworkOffset;
        public uint Hash;
        public uint VlanTag;
        public ushort VlanProtocol;
    }
}
