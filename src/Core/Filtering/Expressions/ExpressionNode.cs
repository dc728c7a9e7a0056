namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>An expression that was read.</summary>
/// <param name="Depth">Levels of it, so that nothing that walks it can run out of stack.</param>
internal abstract record ExpressionNode(int Depth)
{
    /// <summary>What a word and its values say: true if one of the matches holds.</summary>
    /// <param name="Matches">None: it is never true.</param>
    /// <param name="VlanAt">For <c>vlan</c>, where it stands; else null.</param>
    internal sealed record Primitive(IReadOnlyList<PacketMatch> Matches, int? VlanAt = null) : ExpressionNode(1);

    internal sealed record Not(ExpressionNode Inner) : ExpressionNode(Inner.Depth + 1);

    internal sealed record All(IReadOnlyList<ExpressionNode> Parts) : ExpressionNode(Parts.Max(p => p.Depth) + 1);

    internal sealed record Any(IReadOnlyList<ExpressionNode> Parts) : ExpressionNode(Parts.Max(p => p.Depth) + 1);
}
