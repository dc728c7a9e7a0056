using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>The tool of one case: compares what it captured and what was counted for it with the reference.</summary>
internal sealed class PairTool(PairCase one, string nic, FrameCapture capture, IReadOnlyDictionary<string, EdgeCounters> before)
{
    private const double Deviations = 6;

    /// <summary>Edges of a case, in the notation of <see cref="BrokerNode"/>.</summary>
    public static IEnumerable<string> EdgesOf(PairCase one, string nic) => new[] { (MirrorDirection.Ingress, '>'), (MirrorDirection.Egress, '<') }
        .Where(d => one.Sessions.Any(s => s.Sources[0].Direction == MirrorDirection.Both || s.Sources[0].Direction == d.Item1))
        .Select(d => $"eth1{d.Item2}{nic}");

    /// <summary>Fails unless everything is as expected.</summary>
    /// <param name="frames">All that passed the source.</param>
    /// <param name="after">Current counters.</param>
    /// <param name="seconds">Time since before the first frame.</param>
    public void Check(IReadOnlyList<SentFrame> frames, IReadOnlyDictionary<string, EdgeCounters> after, double seconds)
    {
        var fates = PairReference.Of(one.Models(), frames);
        var counters = EdgesOf(one, nic).Select(edge => Since(before[edge], after[edge])).Aggregate(Add);
        CheckCounters(counters, frames, fates);
        CheckShares(counters, frames, fates, seconds);
        CheckFrames(counters, frames, fates);
    }

    private void CheckCounters(EdgeCounters counters, IReadOnlyList<SentFrame> frames, IReadOnlyList<Fate> fates)
    {
        Tally Sum(params FateKind[] kinds) => Enumerable.Range(0, frames.Count).Where(i => kinds.Contains(fates[i].Kind)).Aggregate(default(Tally), (sum, i) => sum + frames[i].Wire);
        Assert.All(counters.Dropped, d => Assert.True(d.Value.Frames == 0, $"{one}: {d.Value.Frames} dropped, {d.Key}"));
        Equal(Sum(FateKind.NotSelected, FateKind.SampledOut, FateKind.Selected), counters.Seen, "seen");
        Equal(Sum(FateKind.NotSelected), counters.NotSelected, "not selected");
        Equal(Sum(FateKind.SampledOut, FateKind.Selected), counters.Sent + counters.SampledOut + counters.Limited, "selected");
        if (!one.Has(MirrorField.SamplingByPacket))
        {
            Equal(Sum(FateKind.SampledOut), counters.SampledOut, "sampled out");
        }
        if (!IsLimited)
        {
            Equal(default, counters.Limited, "limited");
        }
    }

    /// <summary>Results that depend on chance and time are a fair draw, and within the limit.</summary>
    private void CheckShares(EdgeCounters counters, IReadOnlyList<SentFrame> frames, IReadOnlyList<Fate> fates, double seconds)
    {
        if (one.Has(MirrorField.SamplingByPacket))
        {
            var drawn = Enumerable.Range(0, frames.Count).Where(i => fates[i].Chance.HasFlag(Chance.Draw)).Select(i => (double)frames[i].Wire.Frames).ToList();
            var certain = Enumerable.Range(0, frames.Count).Where(i => fates[i].Kind == FateKind.SampledOut).Sum(i => (double)frames[i].Wire.Frames);
            var deviation = Deviations * Math.Sqrt(drawn.Sum(w => w * w)) / 2;
            Assert.InRange(counters.SampledOut.Frames - certain, (drawn.Sum() / 2) - deviation, (drawn.Sum() / 2) + deviation);
        }
        if (IsLimited)
        {
            // The last one within the limit passes whole, and may be a super-packet.
            var (mostFrames, mostBits) = (frames.Max(f => f.OnTheWire.Count), frames.Max(f => f.Wire.Bytes) * 8.0);
            var limit = one.Models()[0];
            var time = seconds + PairReference.Burst;
            Assert.True(limit.PacketsPerSecond == 0 || counters.Sent.Frames <= (time * limit.PacketsPerSecond) + mostFrames, $"{one}: {counters.Sent} in {seconds:0.00} s");
            Assert.True(limit.BitsPerSecond == 0 || counters.Sent.Bytes * 8 <= (time * limit.BitsPerSecond) + mostBits, $"{one}: {counters.Sent} in {seconds:0.00} s");
            Assert.True(counters is { Sent.Frames: > 0, Limited.Frames: > 0 }, $"{one}: {counters.Sent} sent, {counters.Limited} over the limit");
        }
    }

    /// <summary>Byte for byte: each frame that must arrive, none that must not, and none twice.</summary>
    private void CheckFrames(EdgeCounters counters, IReadOnlyList<SentFrame> frames, IReadOnlyList<Fate> fates)
    {
        // Sliced frames may be equal: the minimum and maximum number of each, and its size on the wire.
        var expected = new Dictionary<string, (int Least, int Most, Tally Wire)>(StringComparer.Ordinal);
        for (var i = 0; i < frames.Count; i++)
        {
            foreach (var bytes in fates[i].Kind == FateKind.Selected ? fates[i].Frames(frames[i]) : [])
            {
                var key = Convert.ToHexString(bytes);
                var (least, most, _) = expected.GetValueOrDefault(key);
                expected[key] = (least + (fates[i].Chance == Chance.None ? 1 : 0), most + 1, fates[i].IsWhole ? frames[i].Wire : new(1, (ulong)bytes.Length));
            }
        }
        var wire = default(Tally);
        var came = new List<string>();
        Eventually.True(
            () =>
            {
                foreach (var key in capture.Settle().Skip(came.Count).Select(f => Convert.ToHexString(f.Bytes)))
                {
                    came.Add(key);
                    wire += expected.GetValueOrDefault(key).Wire;
                }
                return wire.Frames >= counters.Sent.Frames || came.Exists(key => !expected.ContainsKey(key));
            },
            $"{one}: {counters.Sent.Frames} frames at the tool, which missed {capture.Drops} and had {wire.Frames}");
        var got = came.CountBy(key => key).ToDictionary(StringComparer.Ordinal);
        foreach (var (key, times) in got)
        {
            Assert.True(expected.TryGetValue(key, out var range) && times <= range.Most, $"{one}: {times} times at the tool, and not {range.Most}: {key}");
        }
        foreach (var (key, range) in expected)
        {
            Assert.True(got.GetValueOrDefault(key) >= range.Least, $"{one}: {got.GetValueOrDefault(key)} times at the tool, and not {range.Least}: {key}");
        }
        Equal(new(counters.Sent.Frames, counters.Sent.Bytes - counters.Sliced.Bytes), wire, "captured");
    }

    private bool IsLimited => one.Sessions[0].RateLimit is not null;

    private void Equal(Tally expected, Tally actual, string what) => Assert.True(expected == actual, $"{one}: {what} is {actual}, not {expected}");

    private static EdgeCounters Since(EdgeCounters before, EdgeCounters now) => Combine(now, before, (a, b) => new(a.Frames - b.Frames, a.Bytes - b.Bytes));

    private static EdgeCounters Add(EdgeCounters one, EdgeCounters other) => Combine(one, other, Tally.Add);

    private static EdgeCounters Combine(EdgeCounters a, EdgeCounters b, Func<Tally, Tally, Tally> with) =>
        new(a.Key, with(a.Seen, b.Seen), with(a.Sent, b.Sent), a.Dropped.ToDictionary(d => d.Key, d => with(d.Value, b.Dropped[d.Key])))
        {
            NotSelected = with(a.NotSelected, b.NotSelected),
            SampledOut = with(a.SampledOut, b.SampledOut),
            Limited = with(a.Limited, b.Limited),
            Sliced = with(a.Sliced, b.Sliced),
        };
}
