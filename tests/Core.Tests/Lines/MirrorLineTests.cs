using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Tests.Lines;

public sealed class MirrorLineTests
{
    [Fact]
    public void The_seed_line_becomes_one_mirror_for_each_rule()
    {
        var result = MirrorLine.Parse("eth1@eth2_eth1@eth3_eth1/eth4@eth5");
        Assert.True(result.IsValid);
        Assert.Empty(result.Warnings);
        Assert.Equal(["line-1: eth1 > eth2", "line-2: eth1 > eth3", "line-3: eth1,eth4 > eth5"], result.Mirrors.Select(Short));
        Assert.All(result.Mirrors.SelectMany(m => m.Spec.Sources), s => Assert.Equal(MirrorDirection.Ingress, s.Direction));
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("   ", 1, "empty")]
    [InlineData("eth1", 1, "no '@'")]
    [InlineData("@eth2", 1, "no source before '@'")]
    [InlineData("eth1@", 5, "no target after '@'")]
    [InlineData("@", 1, "nothing around '@'")]
    [InlineData("_eth1@eth2", 1, "before the first rule")]
    [InlineData("eth1@eth2_", 10, "after the last rule")]
    [InlineData("eth1@eth2__eth3@eth4", 10, "between two rules")]
    [InlineData("___", 1, "stray '___'")]
    [InlineData("/eth1@eth2", 1, "before the first source")]
    [InlineData("eth1/@eth2", 5, "after the last source")]
    [InlineData("eth1//eth3@eth2", 5, "between two sources")]
    [InlineData("/@eth2", 1, "stray '/'")]
    [InlineData("eth1@eth2@eth3", 10, "second '@'")]
    [InlineData("eth1@eth2/eth3", 10, "a rule has one target")]
    [InlineData("eth1@eth1", 1, "cannot be copied to itself")]
    [InlineData("eth2/eth1@eth1", 6, "cannot be copied to itself")]
    [InlineData("averyveryverylongname@eth1", 1, "21 bytes")]
    [InlineData("eth1@averyveryverylongname", 6, "21 bytes")]
    [InlineData("eth 1@eth2", 1, "white space")]
    [InlineData("eth1@eth2 ", 6, "white space")]
    [InlineData("eth1@..", 6, "kernel refuses")]
    [InlineData("eth1@eth0:1", 6, "':'")]
    [InlineData("eth1@eth*", 6, "exact name")]
    [InlineData("eth[1@eth2", 4, "without ']'")]
    [InlineData("k8sm-in@eth2", 1, "reserved")]
    [InlineData("😀@eth1@eth2", 7, "second '@'")] // A column is a character, not a UTF-16 unit.
    public void One_mistake_is_one_error_at_its_column(string line, int column, string why)
    {
        var result = MirrorLine.Parse(line);
        var error = Assert.Single(result.Errors);
        Assert.Equal(column, error.Column);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Empty(result.Mirrors);
    }

    [Fact]
    public void All_mistakes_are_reported_in_order()
    {
        var result = MirrorLine.Parse("_eth1_eth1@_@_eth1@@eth2_eth3@eth3_eth4@eth5/");
        Assert.Equal([1, 2, 11, 13, 20, 26, 45], result.Errors.Select(e => e.Column));
    }

    [Theory]
    [InlineData("my_nic@eth2")]
    [InlineData("eth1@my_nic")]
    public void A_name_with_an_underscore_gets_a_hint(string line) =>
        Assert.Contains(MirrorLine.Parse(line).Errors, e => e.Message.Contains("in YAML", StringComparison.Ordinal));

    [Fact]
    public void A_duplicate_pair_is_a_warning_with_both_columns_and_one_copy()
    {
        var result = MirrorLine.Parse("eth1@eth2_eth1/eth3/eth3@eth2_eth1@eth2");
        Assert.True(result.IsValid);
        Assert.Equal([(11, 1), (21, 16), (31, 1)], result.Warnings.Select(w => (w.Column, w.OtherColumn!.Value)));
        Assert.Equal(["line-1: eth1 > eth2", "line-2: eth3 > eth2"], result.Mirrors.Select(Short));
    }

    [Fact]
    public void Globs_are_sources() => Assert.Equal(["line-1: ens* > tap0"], MirrorLine.Parse("ens*@tap0").Mirrors.Select(Short));

    [Fact]
    public void The_full_matrix_of_64_nics_fits()
    {
        var nics = Enumerable.Range(1, 64).Select(n => $"enp0s31f6np{n:000}").ToList();
        var line = string.Join('_', nics.SelectMany(s => nics.Where(t => t != s).Select(t => $"{s}@{t}")));
        var result = MirrorLine.Parse(line);
        Assert.Empty(result.Errors);
        Assert.Equal(4032, result.Mirrors.Count);
    }

    [Fact]
    public void Too_many_targets_of_a_source_are_refused_where_the_limit_is_passed()
    {
        var error = Assert.Single(MirrorLine.Parse(string.Join('_', Enumerable.Range(10, 66).Select(n => $"eth1@t{n}"))).Errors);
        Assert.Contains("more than 64 targets", error.Message, StringComparison.Ordinal);
        Assert.Equal("t74", error.Text);
    }

    [Fact]
    public void Too_many_sources_of_a_rule_are_refused() => Assert.Contains(
        "more than 64 sources",
        Assert.Single(MirrorLine.Parse(string.Join('/', Enumerable.Range(10, 65).Select(n => $"s{n}")) + "@eth1").Errors).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_huge_line_is_refused_at_once() =>
        Assert.Contains("at most", Assert.Single(MirrorLine.Parse(new('_', 200_000_000)).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData('_')]
    [InlineData('/')]
    [InlineData('@')]
    [InlineData('a')]
    [InlineData('[')]
    [InlineData('*')]
    public void The_longest_line_of_one_character_is_answered(char c) => Assert.Single(MirrorLine.Parse(new(c, 128 * 1024)).Errors);

    internal static string Short(TrafficMirror mirror) =>
        $"{mirror.Metadata.Name}: {string.Join(',', mirror.Spec.Sources.Select(s => s.Interface))} > "
        + string.Join(',', mirror.Spec.Targets.Select(t => t.Id));
}
