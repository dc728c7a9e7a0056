using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>The words before a value: <c>tcp src port</c>. A value without any takes those of the previous value.</summary>
/// <param name="Protocol">Such as <c>tcp</c>; null if there is none.</param>
/// <param name="Way">Which end of the packet.</param>
/// <param name="Kind">A word of <see cref="ExpressionWords.Kinds"/>.</param>
/// <param name="Place">Their position.</param>
internal sealed record Qualifiers(string? Protocol, Way Way, string Kind, LineText Place);
