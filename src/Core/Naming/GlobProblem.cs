namespace K8sMirror.Core.Naming;

/// <summary>Why a text is not a glob.</summary>
/// <param name="Offset">Where in the text, in UTF-16 units from 0.</param>
/// <param name="Message">End of a sentence that starts with the quoted glob; says what to change.</param>
public sealed record GlobProblem(int Offset, string Message);
