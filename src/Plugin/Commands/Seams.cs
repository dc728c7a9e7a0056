using K8sMirror.Plugin.Connection;

namespace K8sMirror.Plugin.Commands;

/// <summary>What commands need from outside.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="IsTerminal">True if standard output is a terminal.</param>
/// <param name="Connect">Opens a connection to a cluster.</param>
/// <param name="Clock">The time.</param>
internal sealed record Seams(TextReader Input, bool IsTerminal, Func<ClusterSettings, KubeApi> Connect, TimeProvider Clock);
