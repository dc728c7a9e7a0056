using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What identifies one stream of copies on a node, by names, so that it survives a NIC that is re-created.</summary>
/// <param name="Source">Source interface.</param>
/// <param name="Direction">Hook on the source.</param>
/// <param name="Target">Target interface.</param>
public sealed record EdgeKey(string Source, EdgeDirection Direction, string Target) : IComparable<EdgeKey>
{
    /// <summary>Orders by source, direction, target (ordinal).</summary>
    public int CompareTo(EdgeKey? other)
    {
        if (other is null)
        {
            return 1;
        }
        var bySource = string.CompareOrdinal(Source, other.Source);
        var byDirection = Direction.CompareTo(other.Direction);
        return bySource != 0 ? bySource : byDirection != 0 ? byDirection : string.CompareOrdinal(Target, other.Target);
    }

    /// <summary><c>eth1:ingress→eth2</c>, for logs and messages.</summary>
    public override string ToString() => $"{Source}:{(Direction == EdgeDirection.Ingress ? "ingress" : "egress")}→{Target}";
}
