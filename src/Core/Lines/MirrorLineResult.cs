using K8sMirror.Core.Api;

namespace K8sMirror.Core.Lines;

/// <summary>What <see cref="MirrorLine.Parse"/> made of a line: mirrors, or all of its errors.</summary>
/// <param name="Mirrors">One for each rule, in order; empty if there are errors.</param>
/// <param name="Errors">All errors, by column; empty if the line is good.</param>
/// <param name="Warnings">Odd but harmless: pairs that stand there twice. By column.</param>
public sealed record MirrorLineResult(
    IReadOnlyList<TrafficMirror> Mirrors,
    IReadOnlyList<LineProblem> Errors,
    IReadOnlyList<LineProblem> Warnings)
{
    /// <summary>True if the line is valid.</summary>
    public bool IsValid => Errors.Count == 0;
}
