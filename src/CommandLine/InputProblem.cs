using System.Text.Json.Serialization;

namespace K8sMirror.CommandLine;

/// <summary>An error or a warning about the input.</summary>
/// <param name="IsError">False for a warning.</param>
/// <param name="File">File, <c>stdin</c> or <c>line</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong, and what to change.</param>
/// <param name="Text">The complete text for a terminal, with a caret where that helps.</param>
public sealed record InputProblem(
    bool IsError, string File, int Line, int Column, string Message, [property: JsonIgnore] string Text);
