namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>A parsed expression.</summary>
/// <param name="Depth">Number of its levels, which bounds recursion.</param>
internal abstract record ExpressionNode(int Depth)
{
    /// <summary>A primitive: true if one of the matches holds.</summary>
    /// <param name="Matches">If empty, it is never true.</param>
    /// <param name="VlanAt">For <c>vlan</c> its position, else null.</param>
    internal sealed record Primitive(IReadOnlyList<PacketMatch> Matches, int? VlanAt = null) : ExpressionNode(1);

    internal sealed record Not(ExpressionNode Inner) : ExpressionNode(Inner.Depth + 1);

    internal sealed record All(IReadOnlyList<ExpressionNode> Parts) : ExpressionNode(Parts.Max(p => p.Depth) + 1);

    internal sealed record Any(IReadOnlyList<ExpressionNode> Parts) : ExpressionNode(Parts.Max(p => p.Depth) + 1);
}
