using K8sMirror.Core.Api;

namespace K8sMirror.Core.Lines;

/// <summary>Result of <see cref="MirrorLine.Parse"/>: mirrors, or all errors of the line.</summary>
/// <param name="Mirrors">One for each rule, in order; empty if there are errors.</param>
/// <param name="Errors">All errors, by column; empty if the line is valid.</param>
/// <param name="Warnings">Duplicate pairs, which are harmless. By column.</param>
public sealed record MirrorLineResult(
    IReadOnlyList<TrafficMirror> Mirrors,
    IReadOnlyList<LineProblem> Errors,
    IReadOnlyList<LineProblem> Warnings)
{
    /// <summary>True if the line is valid.</summary>
    public bool IsValid => Errors.Count == 0;
}
