using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Identifies one stream of copies on a node, by names, so that it survives the re-creation of a NIC.</summary>
/// <param name="Source">Source interface.</param>
/// <param name="Direction">Hook on the source.</param>
/// <param name="Target">Target: a NIC's name, or a collector's id of <see cref="TargetIds"/>.</param>
/// <param name="Variant">Distinguishes copies that mirrors want in different forms, such as <c>vlan101</c>; empty if there is one form.</param>
public sealed record EdgeKey(string Source, EdgeDirection Direction, string Target, string Variant = "") : IComparable<EdgeKey>
{
    // Not allowed in a NIC's name (dev_valid_name of the kernel).
    private const char Separator = '/';

    /// <summary>The key without its variant; at most one edge of a mirror has it.</summary>
    public EdgeKey Pair => Variant.Length == 0 ? this : this with { Variant = "" };

    /// <summary>Id of the target in the kernel.</summary>
    public string TargetId => Variant.Length == 0 ? Target : $"{Target}{Separator}{Variant}";

    /// <summary>The edge of the target that has this id in the kernel.</summary>
    public static EdgeKey Of(string source, EdgeDirection direction, string targetId) => targetId.IndexOf(Separator, StringComparison.Ordinal) is var at and >= 0
        ? new(source, direction, targetId[..at], targetId[(at + 1)..])
        : new(source, direction, targetId);

    /// <summary>Orders by source, direction, target, variant (ordinal).</summary>
    public int CompareTo(EdgeKey? other)
    {
        if (other is null)
        {
            return 1;
        }
        var bySource = string.CompareOrdinal(Source, other.Source);
        var byDirection = Direction.CompareTo(other.Direction);
        var byTarget = string.CompareOrdinal(Target, other.Target);
        return bySource != 0 ? bySource : byDirection != 0 ? byDirection : byTarget != 0 ? byTarget : string.CompareOrdinal(Variant, other.Variant);
    }

    /// <summary><c>eth1:ingress→eth2</c> or <c>eth1:ingress→eth2 (vlan101)</c>, for logs and messages.</summary>
    public override string ToString() =>
        $"{Source}:{Direction.Word()}→{Target}{(Variant.Length == 0 ? "" : $" ({Variant})")}";
}
