using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Traffic;

/// <summary>Counts the pods' datagrams, sent and received, that arrive at a NIC.</summary>
internal sealed class TalkCount : IDisposable
{
    private readonly ConcurrentDictionary<string, PodCopies> pods = new(StringComparer.Ordinal);
    private readonly TestNetNs place;
    private readonly FrameCapture capture;

    /// <summary>Starts at once.</summary>
    /// <param name="place">Namespace of the NIC; disposed with this.</param>
    /// <param name="nic">The NIC.</param>
    /// <param name="promptly">True if the arrival time of frames matters.</param>
    public TalkCount(TestNetNs place, string nic, bool promptly = false)
    {
        this.place = place;
        capture = new FrameCapture(place, nic, Count, 64 << 20, promptly ? 2 : 25);
    }

    /// <summary>Frames that the capture itself missed.</summary>
    public long Missed => capture.Drops;

    /// <summary>Pods with at least one datagram.</summary>
    public IEnumerable<string> Pods => pods.Keys;

    /// <summary>The datagrams of one pod.</summary>
    public PodCopies Of(string pod) => pods.GetValueOrDefault(pod) ?? new();

    /// <summary>Processes all that have arrived.</summary>
    public void Settle() => capture.Settle();

    /// <inheritdoc/>
    public void Dispose()
    {
        capture.Dispose();
        place.Dispose();
    }

    private void Count(CapturedFrame frame)
    {
        // If an answer finds the pod's socket closed, an ICMP error quotes it.
        if (FrameView.TryParse(frame.Bytes) is not { Protocol: FrameView.Udp } view || Talk.Parse(Encoding.ASCII.GetString(frame.Bytes)) is not { } talk)
        {
            return;
        }
        var now = DateTimeOffset.UtcNow;
        var isAnswer = BinaryPrimitives.ReadUInt16BigEndian(frame.Bytes.AsSpan(view.TransportOffset)) == TalkingPods.Port;
        var copies = pods.GetOrAdd(talk.Pod, _ => new() { FirstAt = now });
        (isAnswer ? copies.Answers : copies.Sent).AddOrUpdate(talk.Number, 1, (_, times) => times + 1);
        if (isAnswer)
        {
            copies.Received.Enqueue(frame.Bytes);
        }
    }

    /// <summary>How often each datagram of a pod arrived.</summary>
    internal sealed class PodCopies
    {
        /// <summary>What the pod sent, by number.</summary>
        public ConcurrentDictionary<int, int> Sent { get; } = new();

        /// <summary>What it received, by number.</summary>
        public ConcurrentDictionary<int, int> Answers { get; } = new();

        /// <summary>The same, as whole frames.</summary>
        public ConcurrentQueue<byte[]> Received { get; } = new();

        /// <summary>When the first copy arrived.</summary>
        public DateTimeOffset FirstAt { get; init; }
    }
}
