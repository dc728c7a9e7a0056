using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>A <see cref="MirrorFilter"/> that was read: numbers instead of text, and nothing wrong in it.</summary>
/// <param name="DefaultAction">For packets that no rule matches.</param>
/// <param name="Rules">First match decides.</param>
public sealed record PacketFilter(FilterAction DefaultAction, IReadOnlyList<PacketRule> Rules)
{
    /// <summary>Accepts every packet.</summary>
    public static PacketFilter Everything { get; } = new(FilterAction.Accept, []);

    /// <summary>Whose packets are meant at all; null means everybody's.</summary>
    public AddressScope? Scope { get; init; }
}
