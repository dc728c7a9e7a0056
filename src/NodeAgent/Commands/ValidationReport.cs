using K8sMirror.CommandLine;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>What <c>validate --output json</c> prints.</summary>
/// <param name="IsValid">True if there is no error.</param>
/// <param name="Mirrors">Names of the mirrors that were read.</param>
/// <param name="Problems">Errors and warnings, by place.</param>
internal sealed record ValidationReport(bool IsValid, IReadOnlyList<string> Mirrors, IReadOnlyList<InputProblem> Problems);
