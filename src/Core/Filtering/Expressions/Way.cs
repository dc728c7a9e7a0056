namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Which end of a packet a value belongs to.</summary>
internal enum Way
{
    /// <summary>Either of the two.</summary>
    Either,

    /// <summary><c>src</c>.</summary>
    Source,

    /// <summary><c>dst</c>.</summary>
    Destination,

    /// <summary><c>src and dst</c>.</summary>
    Both,
}
