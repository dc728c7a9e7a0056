namespace K8sMirror.Plugin.Statuses;

/// <summary>What <c>status</c> shows.</summary>
/// <param name="Agents">Agents; null means pods could not be listed.</param>
/// <param name="Operators">Operators; null means the same.</param>
/// <param name="Mirrors">All mirrors, or the one that was asked for.</param>
/// <param name="Conditions">Conditions of that one, in words; else empty.</param>
/// <param name="Nodes">What each node makes of that one; else empty.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record StatusReport(
    ComponentCount? Agents, ComponentCount? Operators, IReadOnlyList<MirrorLineStatus> Mirrors, IReadOnlyList<Core.Api.Condition> Conditions,
    IReadOnlyList<NodeLine> Nodes, IReadOnlyList<string> Notes) : Core.Api.MirrorTreatment
{
    /// <summary>Pods of the mirrors that are shown, by mirror, node, namespace and name; null means that nobody asked.</summary>
    public IReadOnlyList<PodLine>? Pods { get; init; }
}
