using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>Where a program is attached: one side of a NIC as the kernel numbers it. <see cref="Core.Planning.Hook"/> is the same by name.</summary>
/// <param name="Index">Interface index (ifindex) in the agent's network namespace.</param>
/// <param name="Direction">Side.</param>
internal readonly record struct AttachPoint(int Index, EdgeDirection Direction) : IComparable<AttachPoint>
{
    /// <summary>By index, then direction.</summary>
    public int CompareTo(AttachPoint other) => Index != other.Index ? Index.CompareTo(other.Index) : Direction.CompareTo(other.Direction);
}
