using System.Text.Json;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Operator.Watching;

/// <summary>What the operator keeps of an AddressSet: not its entries, which may be a megabyte, and which the agents read themselves.</summary>
/// <param name="Metadata">Identity and versions.</param>
/// <param name="IPv4">Entries that are IPv4 prefixes.</param>
/// <param name="IPv6">Entries that are IPv6 prefixes.</param>
/// <param name="Set">What is wrong with it, if anything; without the prefixes.</param>
/// <param name="Status">The current status.</param>
internal sealed record AddressSetFacts(ObjectMeta Metadata, int IPv4, int IPv6, PrefixSet Set, AddressSetStatus? Status)
{
    /// <summary>Reads an object.</summary>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="item">The object.</param>
    public static AddressSetFacts Read(ObjectMeta metadata, JsonElement item)
    {
        var set = AddressSetJson.Read(item);
        var (status, _) = LenientJson.Part(item, "status", part => part.Deserialize(LenientJson.Skip.AddressSetStatus));
        var ipv6 = set.Prefixes.Count(p => p.IsV6);
        return new(metadata, set.Prefixes.Count - ipv6, ipv6, set with { Prefixes = [] }, status);
    }
}
