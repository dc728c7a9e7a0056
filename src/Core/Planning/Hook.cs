using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>One side of a NIC: what it receives or what it sends.</summary>
/// <param name="Interface">Name.</param>
/// <param name="Direction">Side.</param>
public readonly record struct Hook(string Interface, EdgeDirection Direction) : IComparable<Hook>
{
    /// <summary>By name, then direction (ordinal).</summary>
    public int CompareTo(Hook other)
    {
        var byName = string.CompareOrdinal(Interface, other.Interface);
        return byName != 0 ? byName : Direction.CompareTo(other.Direction);
    }

    /// <summary><c>eth1:egress</c>, for messages.</summary>
    public override string ToString() => $"{Interface}:{Direction.Word()}";
}
