using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Explaining;

/// <summary>What happens to one copy, and why.</summary>
/// <param name="Mirror">Mirror that asks for it.</param>
/// <param name="Source">NIC that the packet passes.</param>
/// <param name="Direction">Received or sent there.</param>
/// <param name="Target">NIC or collector that the copy goes to, or would.</param>
/// <param name="Verdict">What happens to it.</param>
/// <param name="Reason">One of the API's reasons.</param>
/// <param name="Message">In words.</param>
/// <param name="Mirrored">Copies that the target took so far; null if unknown.</param>
/// <param name="Dropped">Copies that were not sent so far, by reason; null if unknown.</param>
internal sealed record CopyFate(
    string Mirror, string Source, EdgeDirection Direction, string Target, Verdict Verdict, string Reason, string Message, double? Mirrored,
    IReadOnlyDictionary<string, double>? Dropped)
{
    /// <summary>Who cuts super-packets into frames, as the node reports it; null if unknown or not programmed.</summary>
    public string? Segmentation { get; init; }
}
