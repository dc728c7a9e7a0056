namespace K8sMirror.Core.Api;

/// <summary>Something that a person should know about a mirror.</summary>
/// <param name="Reason">One of <see cref="Api.Reasons"/>.</param>
/// <param name="FieldPath">Where in the object, such as <c>spec.sources[0].interface</c>; empty: the whole.</param>
/// <param name="Message">Human-readable: the problem, and what to change.</param>
/// <param name="IsRefusal">True: the mirror cannot be accepted. False: it is, this is just to know.</param>
public sealed record Finding(string Reason, string FieldPath, string Message, bool IsRefusal = true)
{
    /// <summary>How many of its kind it stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary><c>spec.sources[0].interface: message</c>.</summary>
    public override string ToString() => FieldPath.Length == 0 ? Message : $"{FieldPath}: {Message}";
}
