using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Planning;

/// <summary>One copy on one node: before and after.</summary>
/// <param name="Change">What happens to it.</param>
/// <param name="Mirror">Mirror that asks for it.</param>
/// <param name="Source">NIC or pattern.</param>
/// <param name="Direction">Received or sent.</param>
/// <param name="Target">NIC, or a collector's id.</param>
/// <param name="Note">Known problems, or what is unknown.</param>
internal sealed record CopyChange(ChangeKind Change, string Mirror, string Source, EdgeDirection Direction, string Target, string Note);

/// <summary>What happens to a copy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChangeKind>))]
internal enum ChangeKind
{
    /// <summary>It does not exist and would.</summary>
    Start,

    /// <summary>It exists and would not any more.</summary>
    Stop,

    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It stays, but selects other packets or sends other frames.</summary>
    Change,
}
