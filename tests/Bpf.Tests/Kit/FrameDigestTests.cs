using CsCheck;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Kit;

public sealed class FrameDigestTests
{
    private static readonly Gen<byte[][]> Frames = Gen.Byte.Array[0, 40].Array[1, 20];

    [Fact]
    public void Order_does_not_matter() => Frames.Sample(frames => Assert.Equal(Of(frames), Of(frames.Reverse())));

    [Fact]
    public void A_missing_doubled_or_changed_frame_does() => Frames.Sample(frames =>
    {
        var all = Of(frames);
        Assert.NotEqual(all, Of(frames.Skip(1)));
        Assert.NotEqual(all, Of(frames.Append(frames[0])));
        Assert.NotEqual(all, Of(frames.Skip(1).Append([.. frames[0], 0])));
        if (frames[0] is { Length: > 0 } first)
        {
            Assert.NotEqual(all, Of(frames.Skip(1).Append([(byte)(first[0] ^ 1), .. first[1..]])));
        }
    });

    private static FrameDigest Of(IEnumerable<byte[]> frames)
    {
        var digest = new FrameDigest();
        foreach (var frame in frames)
        {
            digest.Add(frame);
        }
        return digest;
    }
}
