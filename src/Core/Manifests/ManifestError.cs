namespace K8sMirror.Core.Manifests;

/// <summary>An error at one position of a manifest.</summary>
/// <param name="File">File.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="FieldPath">Field, such as <c>spec.sources[0].direction</c>; empty for the whole document.</param>
/// <param name="Message">Human-readable: what is wrong and what is allowed.</param>
public sealed record ManifestError(string File, int Line, int Column, string FieldPath, string Message)
{
    /// <summary><c>file:line:column: field: message</c>, a form that editors can jump to.</summary>
    public override string ToString() =>
        FieldPath.Length == 0 ? $"{File}:{Line}:{Column}: {Message}" : $"{File}:{Line}:{Column}: {FieldPath}: {Message}";
}
