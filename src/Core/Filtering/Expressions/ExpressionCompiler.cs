namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>From an expression to a decision list.</summary>
internal static class ExpressionCompiler
{
    /// <summary>The list; null if it grows too long.</summary>
    public static DecisionList? Compile(ExpressionNode node)
    {
        switch (node)
        {
            case ExpressionNode.Primitive primitive:
                return DecisionList.AnyOf(primitive.Matches);
            case ExpressionNode.Not not:
                return Compile(not.Inner)?.Not();
            case ExpressionNode.All all:
                return CompileEach(all.Parts) is { } parts ? DecisionList.All(parts) : null;
            case ExpressionNode.Any any:
                return CompileEach(any.Parts) is { } choices ? DecisionList.Any(choices) : null;
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private static List<DecisionList>? CompileEach(IReadOnlyList<ExpressionNode> parts)
    {
        var lists = new List<DecisionList>(parts.Count);
        foreach (var part in parts)
        {
            if (Compile(part) is not { } list)
            {
                return null;
            }
            lists.Add(list);
        }
        return lists;
    }
}
