using System.Diagnostics;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Traffic;

/// <summary>A tool behind a NIC, which counts the copies of every numbered frame.</summary>
internal sealed class ToolCount : IDisposable
{
    private readonly Dictionary<ulong, int> _copies = [];
    private readonly List<long> _arrivals = [];
    private readonly TestNetNs _behind;
    private readonly FrameCapture _capture;

    /// <summary>Starts at once.</summary>
    /// <param name="node">The node.</param>
    /// <param name="nic">Its NIC that the tool is behind.</param>
    /// <param name="promptly">Frames are seen within 2 ms; else a pause of ours of several seconds loses none, which a busy machine needs.</param>
    public ToolCount(TestNode node, string nic, bool promptly)
    {
        _behind = node.Behind(nic);
        _capture = new FrameCapture(_behind, nic, Count, 64 << 20, promptly ? 2 : 25);
    }

    /// <summary>Frames that the capture itself missed.</summary>
    public long Missed => _capture.Drops;

    /// <summary>How many copies of a frame came.</summary>
    public int CopiesOf(ulong number)
    {
        lock (_copies)
        {
            return _copies.GetValueOrDefault(number);
        }
    }

    /// <summary>How many frames with this number or a higher one came.</summary>
    public int Since(ulong number)
    {
        lock (_copies)
        {
            return _copies.Keys.Count(seen => seen >= number);
        }
    }

    /// <summary>When the first copy came after a moment, both as Stopwatch counts; null: none yet.</summary>
    public long? FirstAfter(long moment)
    {
        lock (_copies)
        {
            return _arrivals.Find(arrival => arrival > moment) is > 0 and var first ? first : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _capture.Dispose();
        _behind.Dispose();
    }

    private void Count(CapturedFrame frame)
    {
        if (frame.Sequence is { } number)
        {
            lock (_copies)
            {
                _copies[number] = _copies.GetValueOrDefault(number) + 1;
                _arrivals.Add(Stopwatch.GetTimestamp());
            }
        }
    }
}
