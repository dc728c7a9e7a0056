using System.Buffers.Binary;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Ethernet frames of tcpdump's own test captures: real protocols, and packets made to break parsers.</summary>
internal static class OthersCaptures
{
    private const uint Ethernet = 1;

    /// <summary>Each frame once, with the captured bytes.</summary>
    public static IReadOnlyList<byte[]> All()
    {
        var folder = Command.Run(Repository.At("scripts", "captures.sh")).Trim();
        var frames = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.pcap").Order(StringComparer.Ordinal))
        {
            foreach (var frame in Read(File.ReadAllBytes(file)))
            {
                frames.TryAdd(Convert.ToHexString(frame), frame);
            }
        }
        return [.. frames.Values];
    }

    // The classic format, in either byte order; a damaged end of a file is ignored.
    private static IEnumerable<byte[]> Read(byte[] file)
    {
        var magic = file.Length < 24 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file);
        var isBig = magic is 0xd4c3b2a1 or 0x4d3cb2a1;
        if ((!isBig && magic is not (0xa1b2c3d4 or 0xa1b23c4d)) || (Number(20) & 0xffff) != Ethernet)
        {
            yield break;
        }
        for (var at = 24; at + 16 <= file.Length;)
        {
            var length = Number(at + 8);
            if (length > file.Length - at - 16)
            {
                yield break;
            }
            yield return file[(at + 16)..(at + 16 + (int)length)];
            at += 16 + (int)length;
        }

        uint Number(int at) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
    }
}
