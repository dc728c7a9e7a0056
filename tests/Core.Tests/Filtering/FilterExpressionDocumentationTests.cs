using System.Text.RegularExpressions;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering.Expressions;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Compares docs/filter-expressions.md with the code.</summary>
public sealed partial class FilterExpressionDocumentationTests
{
    private static readonly string Page = Repository.Read("docs", "filter-expressions.md");

    [Fact]
    public void What_can_be_written_is_read() =>
        Assert.All(Expressions("| Expression | Selects |"), e => Assert.Empty(FilterExpression.Compile(e).Errors));

    [Fact]
    public void What_is_refused_is_refused() =>
        Assert.All(Expressions("| Expression | Why |"), e => Assert.Null(FilterExpression.Compile(e).Filter));

    [Fact]
    public void The_examples_are_what_the_compiler_says()
    {
        const string Wrong = "tcp and less 100";
        Assert.Contains($"```text\n{FilterExpression.Compile(Wrong).Errors[0].Render(Wrong)}\n```", Page, StringComparison.Ordinal);
        Assert.Contains("```text\ntcp port 443 and net 10.0.0.0/8\n```", Page, StringComparison.Ordinal);
        var rules = FilterExpression.Compile("tcp port 443 and net 10.0.0.0/8").Filter!.Rules;
        Assert.Equal(["10.0.0.0/8"], rules[0].Destination!.Cidrs);
        Assert.Equal(["443"], rules[0].Destination!.Ports);
        Assert.Equal(["10.0.0.0/8"], rules[1].Source!.Cidrs);
        Assert.Equal(["443"], rules[1].Destination!.Ports);
        Assert.All(rules, r => Assert.Equal((FilterAction.Accept, "TCP", true), (r.Action, r.Protocol, r.Bidirectional)));
        Assert.Equal(2, rules.Count);
    }

    private static List<string> Expressions(string header)
    {
        var found = Page.Split('\n').SkipWhile(l => l != header).Skip(2).TakeWhile(l => l.StartsWith('|'))
            .SelectMany(l => Code().Matches(Column().Match(l).Value).Select(m => m.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal)))
            .ToList();
        Assert.NotEmpty(found);
        return found;
    }

    // The first column; a bar in it is escaped as \|.
    [GeneratedRegex(@"^\|(\\\||[^|])*\|")]
    private static partial Regex Column();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Code();
}
