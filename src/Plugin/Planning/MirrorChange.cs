using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Planning;

/// <summary>What would happen to one TrafficMirror.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Action"><c>create</c>, <c>configure</c>, <c>unchanged</c>, or <c>affected</c>: not in the files, but evaluated differently due to them.</param>
/// <param name="IsAccepted">It would be applied.</param>
/// <param name="Nodes">How many nodes its selector matches.</param>
/// <param name="Findings">What the operator would report on it.</param>
internal sealed record MirrorChange(string Name, string Action, bool IsAccepted, int Nodes, IReadOnlyList<Finding> Findings) : MirrorTreatment;
