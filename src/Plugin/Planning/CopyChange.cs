using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Planning;

/// <summary>One copy on one node: before and after.</summary>
/// <param name="Change">What happens to it.</param>
/// <param name="Mirror">Whose it is.</param>
/// <param name="Source">NIC or pattern.</param>
/// <param name="Direction">Received or sent.</param>
/// <param name="Target">NIC, or a collector's id.</param>
/// <param name="Note">What is known to be in the way, or not known.</param>
internal sealed record CopyChange(ChangeKind Change, string Mirror, string Source, EdgeDirection Direction, string Target, string Note);

/// <summary>What happens to a copy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChangeKind>))]
internal enum ChangeKind
{
    /// <summary>It is not there and would be.</summary>
    Start,

    /// <summary>It is there and would not be.</summary>
    Stop,

    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It stays, and selects other packets or gets other frames.</summary>
    Change,
}
