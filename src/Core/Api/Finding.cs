namespace K8sMirror.Core.Api;

/// <summary>A problem of a mirror, or a notice about it.</summary>
/// <param name="Reason">One of <see cref="Api.Reasons"/>.</param>
/// <param name="FieldPath">Where in the object, such as <c>spec.sources[0].interface</c>; empty for the whole object.</param>
/// <param name="Message">Human-readable: the problem, and what to change.</param>
/// <param name="IsRefusal">True: the mirror cannot be accepted. False: it is, and this is a notice.</param>
public sealed record Finding(string Reason, string FieldPath, string Message, bool IsRefusal = true)
{
    /// <summary>Number of findings that it represents.</summary>
    public int Count { get; init; } = 1;

    /// <summary><c>spec.sources[0].interface: message</c>.</summary>
    public override string ToString() => FieldPath.Length == 0 ? Message : $"{FieldPath}: {Message}";
}
