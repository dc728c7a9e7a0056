using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Cluster.Reading;

/// <summary>Reads the spec of an AddressSet, strictly in every program: a field that this version does not know may narrow the set.</summary>
public static class AddressSetJson
{
    /// <summary>Reads an object; a set that cannot be read has a problem and no prefixes.</summary>
    public static PrefixSet Read(JsonElement item)
    {
        try
        {
            if (!item.TryGetProperty("spec", out var part))
            {
                return AddressSetReader.Read(new());
            }
            NullItems.Refuse(part);
            return AddressSetReader.Read(part.Deserialize(ApiJsonContext.Default.AddressSetSpec) ?? new());
        }
        catch (JsonException e)
        {
            return AddressSetReader.Unreadable($"this version cannot read it (spec{e.Path?.TrimStart('$')}); upgrade, or correct the field");
        }
    }
}
