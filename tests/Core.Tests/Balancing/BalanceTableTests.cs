using CsCheck;
using K8sMirror.Core.Balancing;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Tests.Balancing;

public sealed class BalanceTableTests
{
    /// <summary>Buckets beyond a new target's share that move when it is added: 5 % of all; the measured maximum is 3.</summary>
    private const int Slack = 51;

    private static readonly Gen<IReadOnlyList<BalanceTarget>> Targets = Some(1, 16);

    [Fact]
    public void Shares_are_those_of_the_weights_to_a_bucket() => Some(1, BalanceTable.MostTargets).Sample(
        targets =>
        {
            var table = BalanceTable.Of(targets).With(ulong.MaxValue);
            var weights = targets.Sum(t => t.Weight);
            Assert.Equal(BalanceTable.Buckets, table.Length);
            for (var i = 0; i < targets.Count; i++)
            {
                Assert.InRange(table.Count(t => t == i) - (BalanceTable.Buckets * (double)targets[i].Weight / weights), -1, 1);
            }
        },
        iter: 20);

    [Fact]
    public void The_order_in_which_a_mirror_lists_its_targets_does_not_count() => Targets.Sample(
        targets =>
        {
            var again = BalanceTable.Order(targets.Reverse());
            Assert.Equal(targets, again);
            Assert.Equal(BalanceTable.Of(targets).With(5), BalanceTable.Of(again).With(5));
        },
        iter: 20);

    [Fact]
    public void Only_the_buckets_of_who_fails_move_and_they_come_back() => Gen.Select(Some(2, 16), Gen.ULong).Sample(
        (targets, healthy) =>
        {
            var table = BalanceTable.Of(targets);
            var (all, some) = (table.With(ulong.MaxValue), table.With(healthy));
            var isNone = (healthy & ((1UL << targets.Count) - 1)) == 0;
            for (var bucket = 0; bucket < BalanceTable.Buckets; bucket++)
            {
                var stays = isNone || (healthy >> all[bucket] & 1) != 0;
                Assert.Equal(stays, some[bucket] == all[bucket]);
                Assert.True(isNone || (healthy >> some[bucket] & 1) != 0);
            }
            Assert.Equal(all, table.With(ulong.MaxValue));
        },
        iter: 50);

    /// <summary>A second failure moves nothing that the first one moved, except to or from the target that fails.</summary>
    [Fact]
    public void Failures_do_not_disturb_each_other() => Some(4, 12).Sample(
        targets =>
        {
            var table = BalanceTable.Of(targets);
            var (one, both) = (table.With(~1UL), table.With(~3UL));
            Assert.All(Enumerable.Range(0, BalanceTable.Buckets).Where(b => one[b] != 1), b => Assert.Equal(one[b], both[b]));
        },
        iter: 20);

    [Fact]
    public void What_a_failed_target_had_goes_to_the_others_by_their_weights()
    {
        var targets = BalanceTable.Order([new("a", 1), new("b", 1), new("c", 2), new("d", 4)]);
        var moved = BalanceTable.Of(targets).With(0b0111).Zip(BalanceTable.Of(targets).With(ulong.MaxValue)).Where(p => p.Second == 3).Select(p => (int)p.First).ToList();

        Assert.Equal(512, moved.Count);
        // Five standard deviations of 512 fair draws: 9.8 and 11.3.
        Assert.InRange(moved.Count(m => m == 0), 128 - 49, 128 + 49);
        Assert.InRange(moved.Count(m => m == 1), 128 - 49, 128 + 49);
        Assert.InRange(moved.Count(m => m == 2), 256 - 57, 256 + 57);
    }

    [Fact]
    public void A_new_target_takes_its_share_and_little_else_moves() => Gen.Select(Some(1, 16), Gen.Int[1, 10]).Sample(
        (targets, weight) =>
        {
            var before = Names(targets);
            var after = Names(BalanceTable.Order([.. targets, new("new", weight)]));
            var share = after.Count(n => n == "new");
            Assert.InRange(before.Zip(after).Count(p => p.First != p.Second), share, share + Slack);
        },
        iter: 50);

    /// <summary>Every version and processor must compute the same table.</summary>
    [Fact]
    public void The_table_of_known_targets_is_known()
    {
        var table = BalanceTable.Of(BalanceTable.Order([new("ids-a", 1), new("ids-b", 1), new("ids-c", 2)]));

        Assert.Equal("22212002220212212102", string.Concat(table.With(ulong.MaxValue).Take(20)));
        Assert.Equal(KnownTable, Fingerprint.Of(table.With(ulong.MaxValue)));
        Assert.Equal(KnownFailure, Fingerprint.Of(table.With(0b011)));
    }

    [Fact]
    public void No_targets_and_too_many_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BalanceTable.Of([]));
        Assert.Throws<ArgumentException>(() => BalanceTable.Of([.. Enumerable.Range(0, 65).Select(i => new BalanceTarget($"t{i}", 1))]));
    }

    private const string KnownTable = "1dc4afe96c875ddb";
    private const string KnownFailure = "d22a169f7fadaece";

    private static IEnumerable<string> Names(IReadOnlyList<BalanceTarget> targets) => BalanceTable.Of(targets).With(ulong.MaxValue).Select(i => targets[i].Name);

    private static Gen<IReadOnlyList<BalanceTarget>> Some(int fewest, int most) =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 12], Gen.Int[1, 10], (name, weight) => new BalanceTarget(name, weight)).Array[most]
            .Select(Gen.Int[fewest, most], (all, count) => BalanceTable.Order(all.DistinctBy(t => t.Name).Take(count)))
            .Where(t => t.Count >= fewest);
}
