using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A tool behind a NIC that compares each frame, byte for byte, with what its source must have sent, and checks that none arrives twice.</summary>
internal sealed class Tool : IDisposable
{
    private const int PayloadLength = 400;
    private readonly FrameCapture capture;
    private readonly byte[][][] expected;
    private readonly bool[][] got;
    private long unknown;
    private long doubled;

    /// <summary>Starts capturing.</summary>
    /// <param name="behind">Namespace of the NIC's wire.</param>
    /// <param name="expected">Frames that may arrive, by source and number.</param>
    public Tool(TestNetNs behind, byte[][][] expected)
    {
        this.expected = expected;
        got = [.. expected.Select(frames => new bool[frames.Length])];
        capture = new(behind, "wire", Take, bufferBytes: 64 << 20);
    }

    public long Count => capture.Count;

    /// <summary>The first frames of so many sources.</summary>
    public static byte[][][] Expect(int sources, int each) =>
        [.. Enumerable.Range(0, sources).Select(s => Enumerable.Range(0, each).Select(i => Frame(s, i)).ToArray())];

    /// <summary>Frame number <paramref name="i"/> of a source.</summary>
    public static byte[] Frame(int source, int i) =>
        new PacketBuilder(sourceMac: $"02:00:00:00:01:{source:x2}")
            .IPv4(from: $"192.0.2.{source + 1}")
            .Udp((ushort)(40000 + source))
            .Numbered(((ulong)source << 40) | (uint)i, PayloadLength)
            .Build();

    /// <summary>Asserts that exactly so many frames arrived, each once and unchanged.</summary>
    public void Check(ulong sent)
    {
        capture.WaitFor((long)sent);
        Assert.Equal(0, capture.Drops);
        Assert.Equal(0, unknown);
        Assert.Equal(0, doubled);
        Assert.Equal(sent, (ulong)got.Sum(frames => frames.Count(g => g)));
    }

    public void Dispose() => capture.Dispose();

    private void Take(CapturedFrame frame)
    {
        var number = frame.Sequence ?? ulong.MaxValue;
        var (source, i) = ((int)(number >> 40), (int)(uint)number);
        if (number == ulong.MaxValue || !frame.Bytes.AsSpan().SequenceEqual(expected[source][i]))
        {
            unknown++;
            return;
        }
        ref var seen = ref got[source][i];
        doubled += seen ? 1 : 0;
        seen = true;
    }
}
