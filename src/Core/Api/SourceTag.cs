namespace K8sMirror.Core.Api;

/// <summary>
/// A label on a mirror's copies that says where they come from: a VLAN tag (IEEE 802.1Q), or an outer one (802.1ad) if the frame already has a tag.
/// </summary>
public sealed record SourceTag
{
    /// <summary>Highest <see cref="Vlan"/>; 4095 is reserved.</summary>
    public const int LastVlan = 4094;

    /// <summary>VLAN id, 1 to <see cref="LastVlan"/>.</summary>
    [MustBeWritten]
    public int Vlan { get; init; }
}
