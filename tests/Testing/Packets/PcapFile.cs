using System.Buffers.Binary;

namespace K8sMirror.Testing;

/// <summary>Capture files (classic pcap, Ethernet), for other tools and to investigate failures.</summary>
public static class PcapFile
{
    /// <summary>Writes frames, one microsecond apart.</summary>
    public static void Write(string path, IEnumerable<byte[]> frames)
    {
        using var file = File.Create(path);
        Span<byte> head = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 262_144);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], 1);
        file.Write(head);
        var microseconds = 0;
        foreach (var frame in frames)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, microseconds / 1_000_000);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], microseconds++ % 1_000_000);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], frame.Length);
            file.Write(head[..16]);
            file.Write(frame);
        }
    }
}
