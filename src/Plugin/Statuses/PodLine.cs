using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Statuses;

/// <summary>The state of one pod for one mirror on one node.</summary>
/// <param name="Mirror">Name of the mirror.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="Pod">As the node lists it.</param>
internal sealed record PodLine(string Mirror, string Node, PodStatus Pod);
