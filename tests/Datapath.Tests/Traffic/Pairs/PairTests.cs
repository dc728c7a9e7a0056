using System.Diagnostics;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>
/// Every two fields of a mirror, with frames for which both make a difference, through the real planner and the real datapath to a tool. The cases
/// are generated: about forty mirrors at a time share the source, each with its own target.
/// </summary>
public sealed class PairTests
{
    private const int Tools = 43;

    /// <summary>docs/filters.md, "Slicing": with a snap length, segmentation has no effect.</summary>
    private static readonly (MirrorField, MirrorField) WithoutEffect = (MirrorField.SnapLength, MirrorField.Segmentation);

    /// <summary>If one of the limits has an effect, the other has none: each has its own case, which contains both.</summary>
    private static readonly (MirrorField, MirrorField) InTwoCases = (MirrorField.PacketsPerSecond, MirrorField.BitsPerSecond);

    private static readonly MirrorField[] OfIcmp = [MirrorField.IcmpTypes, MirrorField.IcmpCodes];
    private static readonly MirrorField[] OfPorts = [MirrorField.SourcePorts, MirrorField.DestinationPorts, MirrorField.Fragments];
    private static readonly MirrorField[] OfTcp = [MirrorField.TcpFlagsSet, MirrorField.TcpFlagsUnset];

    private static IEnumerable<(MirrorField A, MirrorField B)> Pairs =>
        from a in PairCase.Fields
        from b in PairCase.Fields
        where a < b
        select (a, b);

    /// <summary>Only those pairs are not in one rule that no packet can have, or where the documentation says that one implies the other.</summary>
    [Fact]
    public void Pairs_are_in_one_rule_where_a_rule_can_have_both()
    {
        var apart = Pairs.Where(p => Choose(p.A, p.B, Sample) is var one && (one.Shape != PairCase.Together || !one.Matters(p.A, Sample) || !one.Matters(p.B, Sample))).ToHashSet();
        bool Meet(MirrorField[] some, MirrorField[] others, (MirrorField A, MirrorField B) pair) =>
            (some.Contains(pair.A) && others.Contains(pair.B)) || (some.Contains(pair.B) && others.Contains(pair.A));
        Assert.Equal(
            Pairs.Where(p => Meet(OfIcmp, [.. OfPorts, .. OfTcp, MirrorField.Segmentation], p) || Meet(OfTcp, [MirrorField.Protocol, MirrorField.Fragments], p) || p == WithoutEffect || p == InTwoCases),
            apart.Order());
    }

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Every_pair_of_fields_selects_and_shapes_as_documented(AttachMode attach)
    {
        var cases = Pairs.Select(p => Choose(p.A, p.B, Sample)).Append(PairCase.OtherLimit(InTwoCases.Item1, InTwoCases.Item2)).ToList();
        var tools = Enumerable.Range(0, Tools).Select(i => $"t{i}").ToArray();
        using var node = new BrokerNode(["eth1", .. tools], attach);
        using var wire = new FrameSender(node.Behind("eth1"), "wire");
        using var stack = new FrameSender(node.Node, "eth1");
        var mattered = Pairs.ToDictionary(p => p, _ => new HashSet<MirrorField>());
        var seed = 0;
        foreach (var batch in cases.Chunk(Tools))
        {
            // Different frames each time: a repeated frame looks like a loop, and a first fragment is remembered.
            var frames = PairTraffic.Of(++seed);
            Run(node, wire, stack, [.. batch.Zip(tools)], frames);
            foreach (var one in batch)
            {
                mattered[(one.A, one.B)].UnionWith(new[] { one.A, one.B }.Where(f => one.Matters(f, frames)));
            }
        }
        Assert.Equal(PairCase.Fields.Count * (PairCase.Fields.Count - 1) / 2, mattered.Count);
        Assert.All(mattered, p => Assert.Equal(p.Key == WithoutEffect ? [p.Key.Item1] : [p.Key.A, p.Key.B], p.Value.Order()));
    }

    private static IReadOnlyList<SentFrame> Sample { get; } = PairTraffic.Of(0);

    private static PairCase Choose(MirrorField a, MirrorField b, IReadOnlyList<SentFrame> frames)
    {
        var ways = PairCase.Of(a, b).ToList();
        return ways.Find(w => w.Matters(a, frames) && w.Matters(b, frames)) ?? ways[0];
    }

    private static void Run(BrokerNode node, FrameSender wire, FrameSender stack, (PairCase Case, string Nic)[] batch, IReadOnlyList<SentFrame> frames)
    {
        node.Apply([.. batch.SelectMany(b => b.Case.Sessions.Select(s => s with { Targets = [s.Targets[0] with { Interface = b.Nic }] }))]);
        var captures = batch.Select(b => new FrameCapture(node.Behind(b.Nic), "wire", bufferBytes: 4 << 20, retireMilliseconds: 100)).ToList();
        try
        {
            var before = node.AllCounters();
            var tools = batch.Select((b, i) => new PairTool(b.Case, b.Nic, captures[i], before)).ToList();
            // One that is mirrored in both directions sees everything.
            var both = batch.Select(b => PairTool.EdgesOf(b.Case, b.Nic).ToList()).First(edges => edges.Count == 2);
            var took = Stopwatch.StartNew();
            ulong sent = 0;
            foreach (var part in frames.GroupBy(f => (f.IsReceived, f.IsLaterFragment)))
            {
                foreach (var frame in part)
                {
                    frame.Send(frame.IsReceived ? wire : stack);
                    sent += frame.Wire.Frames;
                    if (sent % 16 == 0)
                    {
                        node.Drain();
                    }
                }
                // Frames on one CPU may overtake those that wait on another.
                Eventually.True(() => node.AllCounters() is var now && both.Sum(e => (long)(now[e].Seen.Frames - before[e].Seen.Frames)) == (long)sent, $"all {sent} came by");
            }
            var (after, seconds) = (node.AllSettled(), took.Elapsed.TotalSeconds);
            tools.ForEach(t => t.Check(frames, after, seconds));
        }
        finally
        {
            captures.ForEach(c => c.Dispose());
        }
    }
}
