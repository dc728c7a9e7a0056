using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Result of <see cref="FilterExpression.Compile"/>: a filter, or errors.</summary>
/// <param name="Filter">Null if there are errors.</param>
/// <param name="Errors">By column; empty if the expression is valid.</param>
public sealed record FilterExpressionResult(MirrorFilter? Filter, IReadOnlyList<LineProblem> Errors);
