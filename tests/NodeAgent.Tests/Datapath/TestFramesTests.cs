using System.Buffers.Binary;
using System.Numerics;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Breaker;

namespace K8sMirror.NodeAgent.Tests.Datapath;

public sealed class TestFramesTests
{
    private const ulong Number = 0xfedcba9876543205;
    private const int Payload = AbiLimits.TestBytes;
    private static readonly byte[] Macs = [0x02, 0, 0, 0, 0, 0x0a, 0x02, 0, 0, 0, 0, 0x0b];
    private static readonly byte[] Ipv4 =
    [
        0x46, 0x10, 0x01, 0x00, 0x12, 0x34, 0x40, 0x00, 0x03, 0x06, 0xaa, 0xbb, 192, 0, 2, 1, 198, 51, 100, 7, 1, 1, 1, 0, 0, 80, 0, 81,
    ];

    private static readonly byte[] Ipv6 = [0x60, 0x01, 0x23, 0x45, 0x00, 0x14, 6, 2, .. Address(1), .. Address(2), 0, 80];

    [Fact]
    public void Without_a_suspect_one_frame_goes_to_every_station()
    {
        var frame = Assert.Single(TestFrames.For(default, 0, Number));

        Assert.Equal(Enumerable.Repeat((byte)0xff, 6), frame[..6]);
        Assert.Equal(0x88b5, TypeAt(frame, 12));
        Assert.Equal(14 + Payload, frame.Length);
    }

    [Fact]
    public void An_IPv4_suspect_is_followed_through_a_router()
    {
        var frames = TestFrames.For(Of(0x0800, Ipv4), 0, Number).ToList();

        Assert.Equal([0x88b5, 0x0800], frames.Select(f => TypeAt(f, 12)));
        Assert.All(frames, f => Assert.Equal(Macs, f[..12]));
        var header = frames[1][14..34];
        Assert.Equal(0x45, header[0]);
        Assert.Equal(20 + Payload, TypeAt(header, 2));
        Assert.Equal((64, 253), (header[8], header[9]));
        Assert.Equal(Ipv4[12..20], header[12..20]);
        Assert.Equal(0xffff, Sum(header));
        Assert.Equal(14 + 20 + Payload, frames[1].Length);
    }

    [Fact]
    public void An_IPv6_suspect_is_followed_through_a_router()
    {
        var frames = TestFrames.For(Of(0x86dd, Ipv6), 0, Number).ToList();

        Assert.Equal([0x88b5, 0x86dd], frames.Select(f => TypeAt(f, 12)));
        var header = frames[1][14..54];
        Assert.Equal(Ipv6[..4], header[..4]);
        Assert.Equal(Payload, TypeAt(header, 4));
        Assert.Equal((253, 64), (header[6], header[7]));
        Assert.Equal(Ipv6[8..40], header[8..40]);
    }

    [Fact]
    public void Tags_go_along_whether_in_the_frame_or_not()
    {
        byte[] tags = [0x88, 0xa8, 0, 7, 0x81, 0, 0, 8];

        foreach (var frame in TestFrames.For(Of(0x0800, Ipv4, tags), 0, Number))
        {
            Assert.Equal([.. Macs, .. tags], frame[..20]);
        }
        foreach (var frame in TestFrames.For(Of(0x0800, Ipv4), 1 << 16 | 42, Number))
        {
            Assert.Equal([.. Macs, 0x81, 0, 0, 42], frame[..16]);
        }
    }

    [Theory]
    [InlineData(0x0806, 28)]
    [InlineData(0x0800, 19)]
    [InlineData(0x86dd, 39)]
    [InlineData(0x88a8, 2)]
    public void What_is_no_whole_IP_header_is_followed_through_switches_only(int type, int length) =>
        Assert.Equal(0x88b5, TypeAt(Assert.Single(TestFrames.For(Of((ushort)type, new byte[length]), 0, Number)), type == 0x88a8 ? 16 : 12));

    // Also behind the headers that a tunnel (50 bytes for VXLAN, 70 over IPv6) or a router adds.
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(50)]
    [InlineData(70)]
    public void The_number_is_found_where_the_programs_look_behind_any_headers(int inFront)
    {
        foreach (var frame in TestFrames.For(Of(0x0800, Ipv4), 0, Number).Concat(TestFrames.For(Of(0x86dd, Ipv6), 5 << 4, Number)))
        {
            byte[] seen = [.. new byte[inFront], .. frame];
            var word = BinaryPrimitives.ReadUInt64LittleEndian(seen.AsSpan(AbiLimits.TestOffset));

            Assert.Contains(Number, Enumerable.Range(0, 4).Select(i => BitOperations.RotateRight(word, 16 * i)));
        }
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(14u, 14)]
    [InlineData(64u, 64)]
    [InlineData(4096u, 64)]
    public void No_more_of_a_suspect_is_read_than_there_is(uint length, int read) =>
        Assert.Equal(read, TestFrames.SuspectOf(new BreakerValue { SuspectLength = length }).Length);

    private static byte[] Of(ushort type, byte[] rest, params byte[] tags) => [.. Macs, .. tags, (byte)(type >> 8), (byte)type, .. rest];

    private static byte[] Address(byte last) => [0x20, 0x01, 0x0d, 0xb8, .. new byte[11], last];

    private static ushort TypeAt(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(offset));

    private static int Sum(byte[] header)
    {
        var sum = Enumerable.Range(0, header.Length / 2).Sum(i => TypeAt(header, 2 * i));
        return (sum & 0xffff) + (sum >> 16);
    }
}
