using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Traffic;

/// <summary>The measuring tool itself: over a plain wire every frame comes once, over a doubling one twice.</summary>
public sealed class FrameTests
{
    [KernelFact]
    public void What_is_sent_over_a_wire_comes_once()
    {
        using var left = new TestNetNs();
        using var right = new TestNetNs();
        left.Ip($"link add near type veth peer name far netns {right.Name}");
        left.Ip("link set near up");
        right.Ip("link set far up");
        using var capture = new FrameCapture(right.Handle, "far");
        using var sender = new FrameSender(left.Handle, "near", 7);

        Eventually.True(() => capture.Count(7) > 50, "frames");
        var end = sender.Stop();
        Eventually.True(() => capture.CopiesOf(7, end - 1) == 1, "the last frame");
        Assert.Equal((int)end, capture.Count(7));
        Assert.Equal(0, capture.Count(8));
    }

    [KernelFact]
    public void A_second_copy_is_seen()
    {
        using var left = new TestNetNs();
        using var right = new TestNetNs();
        left.Ip($"link add near type veth peer name far netns {right.Name}");
        left.Ip("link set near up");
        right.Ip("link set far up");
        left.Exec("tc", "qdisc", "add", "dev", "near", "clsact");
        left.Exec("tc", "filter", "add", "dev", "near", "egress", "protocol", "all", "u32", "match", "u32", "0", "0",
            "action", "mirred", "egress", "mirror", "dev", "near");
        using var capture = new FrameCapture(right.Handle, "far");
        using var sender = new FrameSender(left.Handle, "near", 9);
        Eventually.True(() => Enumerable.Range(0, 20).Any(number => capture.CopiesOf(9, (uint)number) > 1), "a doubled frame");
    }
}
