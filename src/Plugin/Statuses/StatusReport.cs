namespace K8sMirror.Plugin.Statuses;

/// <summary>What <c>status</c> shows.</summary>
/// <param name="Agents">Agents; null if pods could not be listed.</param>
/// <param name="Operators">Operators; null likewise.</param>
/// <param name="Mirrors">All mirrors, or the requested one.</param>
/// <param name="Conditions">Conditions of the requested mirror, in words; otherwise empty.</param>
/// <param name="Nodes">State of the requested mirror on each node; otherwise empty.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record StatusReport(
    ComponentCount? Agents, ComponentCount? Operators, IReadOnlyList<MirrorLineStatus> Mirrors, IReadOnlyList<Core.Api.Condition> Conditions,
    IReadOnlyList<NodeLine> Nodes, IReadOnlyList<string> Notes) : Core.Api.MirrorTreatment
{
    /// <summary>Pods of the mirrors shown, by mirror, node, namespace and name; null if not requested.</summary>
    public IReadOnlyList<PodLine>? Pods { get; init; }
}
