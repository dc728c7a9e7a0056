using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Docs;

/// <summary>Limits in pages match the code.</summary>
public sealed class LimitPageTests
{
    private const int InterfaceBytes = 15;

    private static readonly string[] Rows = [.. Repository.Read("docs", "operations", "sizing.md").Split("\n## Limits\n")[1].Split('\n').Where(l => l.StartsWith('|')).Skip(2)];

    public static TheoryData<string, string> Limits => new()
    {
        { "targets of one NIC and direction", $"| {DatapathLimits.TargetsPerSource} |" },
        { "sources, and targets, of one TrafficMirror", $"| {DatapathLimits.SourcesPerMirror} each |" },
        { "different targets on a node", $"| {DatapathLimits.TargetsPerNode} |" },
        { "different `snapLength`", $"| {DatapathLimits.SnapLengthsPerSource} |" },
        // One is reserved for mirrors that select everything.
        { "filters or samplings", $"| {FilterCompiler.MostClauses - 1}, with {Number(FilterCompiler.MostBits)} rules in all" },
        { "prefixes of one AddressSet", $"| {Number(DatapathLimits.PrefixesPerSet)}, " },
        { "prefixes of the rules of all mirrors", $"[{Number(DatapathLimits.PrefixesPerHook)}](" },
        { "mirrors on a node", $"| what {NodeMirrorLimits.SpecBytes / 1024} KiB of JSON hold" },
        { "edges in a NodeMirror's status", $" and {NodeMirrorLimits.StatusBytes / 1024} KiB;" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Limits_of_the_sizing_page_are_those_of_the_code(string row, string limit) =>
        Assert.Contains(limit, Assert.Single(Rows, r => r.StartsWith("| " + row, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("some 3,500 of one source and one target", 1, 5, 5, 3400, 3650)]
    [InlineData("140 of 64 and 64", 64, 5, 5, 130, 150)]
    [InlineData("58 of 64 patterns and 64 targets with the longest names", 64, 63, InterfaceBytes, 57, 59)]
    public void As_many_mirrors_have_room_on_a_node_as_it_says(string words, int ends, int characters, int interfaceCharacters, int least, int most)
    {
        var session = new MirrorSession
        {
            MirrorRef = new() { Name = "mirror-0001", Uid = Guid.Empty.ToString(), Generation = 1 },
            Sources = [.. Enumerable.Range(10, ends).Select(n => new MirrorSource { Interface = Name(n, characters) })],
            Targets = [.. Enumerable.Range(10, ends).Select(n => new MirrorTarget { Name = Name(n, characters), Interface = Name(n, interfaceCharacters) })],
        };

        Assert.InRange(NodeMirrorLimits.SpecBytes / NodeMirrorLimits.BytesOf(session), least, most);
        Assert.Contains(words, Assert.Single(Rows, r => r.StartsWith("| mirrors on a node", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_the_api_page_are_those_of_the_code()
    {
        var page = Repository.Read("docs", "api.md").ReplaceLineEndings(" ");
        Assert.All(
            (string[])
            [
                $"at most {DatapathLimits.TargetsPerSource} targets on a node, over all mirrors", $"at most {NodeMirrorLimits.SpecBytes / 1024} KiB",
                $"a status of more than {NodeMirrorLimits.StatusBytes / 1024} KiB", $"at most {Number(DatapathLimits.PrefixesPerSet)} IPv4 and IPv6 prefixes",
                $"with a problem first, at most {DatapathLimits.PodsListed}", $"from {DatapathLimits.ShortestSnap} to {DatapathLimits.LongestSnap}",
                $"| `{TrafficMirrorSpec.DefaultPriority}` |",
            ],
            words => Assert.Contains(words, page, StringComparison.Ordinal));
    }

    private static string Name(int number, int characters) => number.ToString(CultureInfo.InvariantCulture).PadLeft(characters, 'x');

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
