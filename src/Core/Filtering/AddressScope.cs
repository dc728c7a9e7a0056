using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>
/// Limits a <see cref="PacketFilter"/> to the packets of some hosts, on a NIC that others use as well. A packet without an IP address, such as ARP, belongs to
/// no host.
/// </summary>
/// <param name="AreSources">True for packets from the hosts, false for packets to them.</param>
/// <param name="Addresses">Addresses of the hosts.</param>
public sealed record AddressScope(bool AreSources, IReadOnlyList<AddressPrefix> Addresses)
{
    /// <summary>Rejects the packets of others; goes before all other rules.</summary>
    internal PacketRule Guard
    {
        get
        {
            var others = new PacketEnd { Prefixes = Addresses, IsOutside = true };
            return AreSources ? new() { Action = FilterAction.Reject, Source = others } : new() { Action = FilterAction.Reject, Destination = others };
        }
    }

    /// <inheritdoc/>
    public bool Equals(AddressScope? other) => other is not null && AreSources == other.AreSources && Addresses.SequenceEqual(other.Addresses);

    /// <inheritdoc/>
    public override int GetHashCode() => Addresses.Aggregate(HashCode.Combine(AreSources), HashCode.Combine);
}
