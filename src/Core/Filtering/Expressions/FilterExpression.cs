using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>
/// Filters as people write them for tcpdump, such as <c>tcp port 443 and net 10.0.0.0/8</c>: the language of pcap-filter(7), as far as rules can express it.
/// docs/filter-expressions.md lists what is refused, and where the meaning differs from tcpdump's.
/// </summary>
public static class FilterExpression
{
    /// <summary>Maximum number of characters of an expression.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>
    /// Compiles an expression to rules that select the packets of which it is true. Never throws: an expression that is too long, or that needs more than
    /// <see cref="DatapathLimits.RulesPerFilter"/> rules, is refused like any other that rules cannot express.
    /// </summary>
    public static FilterExpressionResult Compile(string text)
    {
        if (text.Length > MaxLength)
        {
            return new(null, [new(1, 1, "", $"the expression is {text.Length} characters long; at most {MaxLength} are read: write rules in YAML")]);
        }
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(null, [new(1, 1, "", "the expression is empty; write a condition, such as tcp port 443, or no filter at all")]);
        }
        var errors = new ProblemList(text);
        var tokens = ExpressionLexer.Scan(text, errors);
        var node = errors.Count > 0 ? PrimitiveReader.Refused : ExpressionParser.Parse(new TokenReader(text, tokens, errors));
        if (errors.Count > 0)
        {
            return new(null, errors.ByColumn());
        }
        var list = ExpressionCompiler.Compile(node);
        if (list is null || list.Steps.Count > DatapathLimits.RulesPerFilter)
        {
            return Refuse($"the expression needs more than {DatapathLimits.RulesPerFilter} rules; make it shorter, or write rules in YAML");
        }
        return list is { Steps.Count: 0, Default: FilterAction.Reject }
            ? Refuse("no packet can be like that; look for conditions that exclude each other")
            : new(RuleWriter.Write(list), []);

        FilterExpressionResult Refuse(string message)
        {
            errors.Add(new(0, text), message);
            return new(null, errors.ByColumn());
        }
    }
}
