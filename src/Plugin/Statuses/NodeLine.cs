using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Statuses;

/// <summary>The state of one mirror on one node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="State">Of the session; null if the agent has not reported on it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">In words.</param>
/// <param name="Edges">Each copy.</param>
internal sealed record NodeLine(string Node, ProgrammedState? State, string Reason, string Message, IReadOnlyList<EdgeStatus> Edges);
