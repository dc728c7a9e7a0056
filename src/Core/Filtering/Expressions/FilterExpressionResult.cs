using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>What <see cref="FilterExpression.Compile"/> made of an expression: a filter, or what is wrong.</summary>
/// <param name="Filter">Null if there are errors.</param>
/// <param name="Errors">By column; empty if the expression is good.</param>
public sealed record FilterExpressionResult(MirrorFilter? Filter, IReadOnlyList<LineProblem> Errors);
