namespace K8sMirror.Core.Lines;

/// <summary>One rule with valid syntax: sources before the mark, the target after it.</summary>
/// <param name="Number">Place in the line, from 1.</param>
/// <param name="Sources">At least one.</param>
/// <param name="Target">The target.</param>
internal sealed record LineRule(int Number, IReadOnlyList<LineText> Sources, LineText Target);
