using System.Buffers.Binary;

namespace K8sMirror.Demo;

/// <summary>
/// Reads a classic pcap file frame by frame while tcpdump is still writing it: <see cref="Next"/> returns null if there is no further complete
/// frame yet, and continues from there when called again.
/// </summary>
internal sealed class Capture : IDisposable
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;
    private readonly string path;
    private FileStream? file;
    private long position = FileHeader;

    public Capture(string path) => this.path = path;

    /// <summary>The next frame; null at the current end of the file.</summary>
    /// <exception cref="InvalidDataException">Not a little-endian pcap file, or the capture truncated a frame.</exception>
    public byte[]? Next()
    {
        if (!IsOpen())
        {
            return null;
        }
        Span<byte> header = stackalloc byte[RecordHeader];
        file!.Position = position;
        if (file.ReadAtLeast(header, RecordHeader, throwOnEndOfStream: false) < RecordHeader)
        {
            return null;
        }
        var captured = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (captured != length)
        {
            throw new InvalidDataException($"{path}: a frame of {length} bytes was captured with {captured} only");
        }
        var frame = new byte[captured];
        if (file.ReadAtLeast(frame, captured, throwOnEndOfStream: false) < captured)
        {
            return null;
        }
        position += RecordHeader + captured;
        return frame;
    }

    /// <summary>All frames of a finished capture, in order.</summary>
    public static List<byte[]> ReadAll(string path)
    {
        using var capture = new Capture(path);
        var frames = new List<byte[]>();
        while (capture.Next() is { } frame)
        {
            frames.Add(frame);
        }
        return frames;
    }

    public void Dispose() => file?.Dispose();

    private bool IsOpen()
    {
        if (file is not null)
        {
            return true;
        }
        if (!File.Exists(path) || new FileInfo(path).Length < FileHeader)
        {
            return false;
        }
        file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        Span<byte> magic = stackalloc byte[4];
        file.ReadExactly(magic);
        return BinaryPrimitives.ReadUInt32LittleEndian(magic) == 0xa1b2c3d4
            ? true
            : throw new InvalidDataException($"{path} is not a little-endian pcap file with microseconds");
    }
}
