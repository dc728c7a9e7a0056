using System.Diagnostics;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Traffic;

/// <summary>A tool behind a NIC, which counts the copies of every numbered frame.</summary>
internal sealed class ToolCount : IDisposable
{
    private readonly Dictionary<ulong, int> copies = [];
    private readonly List<long> arrivals = [];
    private readonly TestNetNs behind;
    private ulong highest;
    private readonly FrameCapture capture;

    /// <summary>Starts at once.</summary>
    /// <param name="node">The node.</param>
    /// <param name="nic">The NIC in front of the tool.</param>
    /// <param name="promptly">True: frames are seen within 2 ms. False: no frame is lost if this process pauses for seconds, as on a busy machine.</param>
    public ToolCount(TestNode node, string nic, bool promptly)
    {
        behind = node.Behind(nic);
        capture = new FrameCapture(behind, nic, Count, 64 << 20, promptly ? 2 : 25);
    }

    /// <summary>Frames that the capture itself missed.</summary>
    public long Missed => capture.Drops;

    /// <summary>How many copies of a frame arrived.</summary>
    public int CopiesOf(ulong number)
    {
        lock (copies)
        {
            return copies.GetValueOrDefault(number);
        }
    }

    /// <summary>How many frames with this number or a higher one arrived.</summary>
    public int Since(ulong number)
    {
        lock (copies)
        {
            return copies.Keys.Count(seen => seen >= number);
        }
    }

    /// <summary>Whether a frame with this number or a higher one has arrived.</summary>
    public bool HasReached(ulong number)
    {
        lock (copies)
        {
            return copies.Count > 0 && highest >= number;
        }
    }

    /// <summary>Time of the first copy after a moment, both as Stopwatch timestamps; null if there is none yet.</summary>
    public long? FirstAfter(long moment)
    {
        lock (copies)
        {
            return arrivals.Find(arrival => arrival > moment) is > 0 and var first ? first : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        capture.Dispose();
        behind.Dispose();
    }

    private void Count(CapturedFrame frame)
    {
        if (frame.Sequence is { } number)
        {
            lock (copies)
            {
                copies[number] = copies.GetValueOrDefault(number) + 1;
                highest = Math.Max(highest, number);
                arrivals.Add(Stopwatch.GetTimestamp());
            }
        }
    }
}
