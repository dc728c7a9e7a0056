using CsCheck;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Tests.Naming;

public sealed class InterfaceGlobTests
{
    [Theory]
    [InlineData("eth1", "eth1", true)]
    [InlineData("eth1", "eth10", false)]
    [InlineData("eth*", "eth", true)]
    [InlineData("eth*", "eth10", true)]
    [InlineData("eth*", "veth1", false)]
    [InlineData("*", "", true)]
    [InlineData("*1", "eth11", true)]
    [InlineData("*a*b*c", "xaybzc", true)]
    [InlineData("*a*b*c", "xaybz", false)]
    [InlineData("e**1", "eth1", true)]
    [InlineData("eth?", "eth1", true)]
    [InlineData("eth?", "eth", false)]
    [InlineData("eth?", "eth😀", true)]
    [InlineData("eth[0-3]", "eth3", true)]
    [InlineData("eth[0-3]", "eth4", false)]
    [InlineData("eth[!0-3]", "eth4", true)]
    [InlineData("eth[!0-3]", "eth2", false)]
    [InlineData("eth[!0-3]", "eth", false)]
    [InlineData("eth[05a-c]", "ethb", true)]
    [InlineData("eth[05a-c]", "eth1", false)]
    [InlineData("eth[a-]", "eth-", true)]
    [InlineData("ETH*", "eth1", false)]
    [InlineData("?", @"\xff", true)]
    [InlineData("??", @"\xff", false)]
    [InlineData(@"\xff*", @"\xff\xfe", true)]
    [InlineData(@"\xff*", @"\xfe\xff", false)]
    [InlineData(@"[\xfe-\xff]?", @"\xff\xfe", true)]
    [InlineData(@"[!\xfe]*", @"\xff", true)]
    [InlineData(@"a\?*", @"a\x5cxff", true)]
    public void Matches_whole_names(string pattern, string name, bool expected) =>
        Assert.Equal(expected, InterfaceGlob.Parse(pattern, out _)!.Matches(name));

    [Theory]
    [InlineData("", 0, "is empty")]
    [InlineData("eth[0", 3, "without ']'")]
    [InlineData("eth[", 3, "without ']'")]
    [InlineData("eth[]", 3, "empty set")]
    [InlineData("eth[!]", 3, "empty set")]
    [InlineData("eth[^a]", 3, "[!")]
    [InlineData("eth[9-0]", 3, "wrong way round")]
    [InlineData("eth*:1", 0, "':'")]
    [InlineData("e h*", 0, "white space")]
    [InlineData("1234567890123456*", 0, "matches nothing")]
    [InlineData("eth\u001b*", 0, @"write \x1b in its place")]
    [InlineData(@"[\xff-\xfe]", 0, @"write '\xfe-\xff'")]
    [InlineData(@"eth\x2a*", 0, "is written")]
    public void Says_where_a_pattern_is_wrong(string pattern, int offset, string why)
    {
        Assert.Null(InterfaceGlob.Parse(pattern, out var problem));
        Assert.Equal(offset, problem!.Offset);
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Agrees_with_a_slow_matcher_on_stars_and_questions()
    {
        var pattern = Gen.Char["ab*?"].Array[1, 12].Select(c => new string(c));
        var name = Gen.Char["ab"].Array[0, 12].Select(c => new string(c));
        Gen.Select(pattern, name).Sample(t =>
            InterfaceGlob.Parse(t.Item1, out _)!.Matches(t.Item2) == SlowMatch(t.Item1, t.Item2));
    }

    [Fact]
    public void Never_throws_and_a_refusal_points_into_the_pattern() => Gen.String.Sample(text =>
    {
        var glob = InterfaceGlob.Parse(text, out var problem);
        Assert.True(glob is null == problem is not null);
        _ = glob?.Matches("eth1");
        Assert.InRange(problem?.Offset ?? 0, 0, text.Length);
    });

    private static bool SlowMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) =>
        pattern.IsEmpty ? name.IsEmpty
        : pattern[0] == '*' ? SlowMatch(pattern[1..], name) || (!name.IsEmpty && SlowMatch(pattern, name[1..]))
        : !name.IsEmpty && (pattern[0] == '?' || pattern[0] == name[0]) && SlowMatch(pattern[1..], name[1..]);
}
