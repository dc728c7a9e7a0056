namespace K8sMirror.NodeAgent.Cluster;

/// <summary>It is not known how to reach the cluster; the message says what is missing.</summary>
internal sealed class ClusterAccessException(string message) : Exception(message);
