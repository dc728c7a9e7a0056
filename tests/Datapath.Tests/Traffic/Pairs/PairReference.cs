using K8sMirror.Core.Api;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>What happens to packets at a NIC that mirrors copy to one target: slow, and written only from docs/filters.md.</summary>
internal static class PairReference
{
    /// <summary>"A burst may have up to a tenth of a second's worth."</summary>
    public const double Burst = 0.1;

    /// <summary>The fate of each frame.</summary>
    /// <param name="mirrors">All mirrors of this NIC and this target.</param>
    /// <param name="frames">In the order in which they pass.</param>
    /// <param name="followsFragments">False if later fragments have no ports.</param>
    public static IReadOnlyList<Fate> Of(IEnumerable<MirrorModel> mirrors, IReadOnlyList<SentFrame> frames, bool followsFragments = true)
    {
        var byRank = mirrors.OrderByDescending(m => m.Priority).ToList();
        var memory = followsFragments ? new FragmentMemory() : null;
        var fates = frames.Select(f => Judge([.. byRank.Where(m => Copies(m, f))], f, memory)).ToList();
        foreach (var owner in byRank.Where(m => m.PacketsPerSecond > 0 || m.BitsPerSecond > 0))
        {
            Limit(owner, byRank, frames, fates);
        }
        return fates;
    }

    private static bool Copies(MirrorModel mirror, SentFrame frame) =>
        mirror.Direction == MirrorDirection.Both || mirror.Direction == (frame.IsReceived ? MirrorDirection.Ingress : MirrorDirection.Egress);

    private static Fate Judge(List<MirrorModel> byRank, SentFrame frame, FragmentMemory? memory)
    {
        if (byRank.Count == 0)
        {
            return new(FateKind.NotSeen);
        }
        // Every mirror sees it: a first fragment is remembered whichever mirror selects it.
        var decides = byRank.Where(m => m.Filter is null || FilterReference.Accepts(m.Filter, frame.Bytes, memory: memory)).ToList();
        if (decides.Count == 0)
        {
            return new(FateKind.NotSelected);
        }
        if (decides[0] is { OneIn: > 1, By: SamplingBasis.Flow } && !SamplingReference.Takes(decides[0].OneIn, frame.Bytes, memory))
        {
            return new(FateKind.SampledOut);
        }
        // Segmentation belongs to the pair of NICs.
        var owner = byRank[0];
        return new(
            FateKind.Selected,
            decides[0] is { OneIn: > 1, By: SamplingBasis.Packet } ? Chance.Draw : Chance.None,
            owner.SnapLength,
            frame.Segment > 0 && owner is { SnapLength: 0, TargetCuts: true });
    }

    /// <summary>Within the burst everything certainly arrives; otherwise it depends on the time.</summary>
    private static void Limit(MirrorModel owner, List<MirrorModel> byRank, IReadOnlyList<SentFrame> frames, List<Fate> fates)
    {
        var limited = Enumerable.Range(0, frames.Count).Where(i => fates[i].Kind == FateKind.Selected && byRank.First(m => Copies(m, frames[i])) == owner).ToList();
        var (count, bits) = (limited.Sum(i => (double)frames[i].Wire.Frames), limited.Sum(i => frames[i].Wire.Bytes * 8.0));
        if ((owner.PacketsPerSecond > 0 && count > owner.PacketsPerSecond * Burst) || (owner.BitsPerSecond > 0 && bits > owner.BitsPerSecond * Burst))
        {
            limited.ForEach(i => fates[i] = fates[i] with { Chance = fates[i].Chance | Chance.Time });
        }
    }
}
