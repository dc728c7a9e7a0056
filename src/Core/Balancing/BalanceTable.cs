using System.Text;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Balancing;

/// <summary>
/// Which target gets which conversations: a conversation's number selects a bucket, and the bucket a target. It depends only on the targets' names, weights and
/// health, so every node, and an agent that has just started, computes the same table.
/// </summary>
/// <remarks>
/// For each bucket the targets are ranked by weighted rendezvous hashing (Thaler and Ravishankar, IEEE/ACM Transactions on Networking 6(1), 1998; weights as
/// Schindelhauer and Schomaker, SPAA 2005). With all targets healthy, shares are exact to a bucket, as in Maglev's table (Eisenbud et al., NSDI 2016): the best
/// ranks of all are given out first, and a target whose share is full gets no more. Buckets of targets that are not healthy then go to the healthy target with
/// the best rank; no other bucket moves.
/// </remarks>
public sealed class BalanceTable
{
    /// <summary>Buckets; K8SM_BALANCE_BUCKETS of bpf/k8smirror_abi.h.</summary>
    public const int Buckets = 1024;

    /// <summary>Maximum number of targets.</summary>
    public const int MostTargets = 64;

    private readonly IReadOnlyList<BalanceTarget> targets;

    /// <summary>By target, then bucket; the smallest rank is the best.</summary>
    private readonly double[] ranks;
    private readonly byte[] all;

    private BalanceTable(IReadOnlyList<BalanceTarget> targets)
    {
        this.targets = targets;
        ranks = [.. targets.SelectMany(RanksOf)];
        all = GiveOut(Shares(targets));
    }

    /// <summary>Sorts targets by their ordinals, which go by name, whatever their order in the mirror.</summary>
    public static IReadOnlyList<BalanceTarget> Order(IEnumerable<BalanceTarget> targets) => [.. targets.OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>The table of these targets.</summary>
    /// <param name="targets">In the order that <see cref="Order"/> gives; 1 to <see cref="MostTargets"/>.</param>
    public static BalanceTable Of(IReadOnlyList<BalanceTarget> targets) => targets.Count is > 0 and <= MostTargets
        ? new(targets)
        : throw new ArgumentException($"{targets.Count} targets; write 1 to {MostTargets}.", nameof(targets));

    /// <summary>How many buckets each target has while all are healthy: its share of the weights, rounded so that the sum is right.</summary>
    public static IReadOnlyList<int> Shares(IReadOnlyList<BalanceTarget> targets)
    {
        var weights = targets.Sum(t => (long)t.Weight);
        var shares = targets.Select(t => (int)(Buckets * (long)t.Weight / weights)).ToArray();
        var byRest = Enumerable.Range(0, targets.Count)
            .OrderByDescending(i => Buckets * (long)targets[i].Weight % weights)
            .ThenBy(i => HashOf(targets[i].Name))
            .ThenBy(i => targets[i].Name, StringComparer.Ordinal);
        foreach (var i in byRest.Take(Buckets - shares.Sum()))
        {
            shares[i]++;
        }
        return shares;
    }

    /// <summary>The ordinal of each bucket's target.</summary>
    /// <param name="healthy">Ordinals of healthy targets, as a mask; if there are none, all count as healthy, since there is no better choice.</param>
    public byte[] With(ulong healthy)
    {
        healthy &= ulong.MaxValue >> (64 - targets.Count);
        var table = (byte[])all.Clone();
        if (healthy == 0)
        {
            return table;
        }
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            if ((healthy >> table[bucket] & 1) == 0)
            {
                table[bucket] = BestOf(healthy, bucket);
            }
        }
        return table;
    }

    private byte BestOf(ulong healthy, int bucket)
    {
        var best = -1;
        for (var i = 0; i < targets.Count; i++)
        {
            // Targets are sorted by name: with equal ranks, the first name wins.
            if ((healthy >> i & 1) != 0 && (best < 0 || Rank(i, bucket) < Rank(best, bucket)))
            {
                best = i;
            }
        }
        return (byte)best;
    }

    private byte[] GiveOut(IReadOnlyList<int> shares)
    {
        var table = new byte[Buckets];
        var isGiven = new bool[Buckets];
        var left = shares.ToArray();
        // The sort is stable: equal ranks stay in the order of name, then bucket.
        foreach (var place in Enumerable.Range(0, ranks.Length).OrderBy(p => ranks[p]))
        {
            var (target, bucket) = (place / Buckets, place % Buckets);
            if (!isGiven[bucket] && left[target] > 0)
            {
                table[bucket] = (byte)target;
                isGiven[bucket] = true;
                left[target]--;
            }
        }
        return table;
    }

    private double Rank(int target, int bucket) => ranks[(target * Buckets) + bucket];

    // An exponentially distributed number with the weight as its rate: the smallest one of several is a target's with a probability in proportion to its
    // weight.
    private static IEnumerable<double> RanksOf(BalanceTarget target)
    {
        var name = HashOf(target.Name);
        for (var bucket = 1UL; bucket <= Buckets; bucket++)
        {
            var uniform = ((Stir(name ^ Stir(bucket)) >> 11) + 1) * (1.0 / (1L << 53));
            yield return -Math.Log(uniform) / target.Weight;
        }
    }

    private static ulong HashOf(string name) => Stir(Fingerprint.Number(Encoding.UTF8.GetBytes(name)));

    // The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private static ulong Stir(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xbf58476d1ce4e5b9);
        value = unchecked((value ^ (value >> 27)) * 0x94d049bb133111eb);
        return value ^ (value >> 31);
    }
}
