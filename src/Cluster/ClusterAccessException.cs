namespace K8sMirror.Cluster;

/// <summary>Nothing says how to reach the cluster; the message says what is missing or wrong.</summary>
public sealed class ClusterAccessException(string message) : Exception(message);
