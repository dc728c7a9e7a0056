using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>A parsed, valid <see cref="MirrorFilter"/>, with numbers instead of text.</summary>
/// <param name="DefaultAction">What happens to packets that no rule matches.</param>
/// <param name="Rules">The first that matches decides.</param>
public sealed record PacketFilter(FilterAction DefaultAction, IReadOnlyList<PacketRule> Rules)
{
    /// <summary>Accepts every packet.</summary>
    public static PacketFilter Everything { get; } = new(FilterAction.Accept, []);

    /// <summary>Hosts whose packets are selected; null means all.</summary>
    public AddressScope? Scope { get; init; }
}
