namespace K8sMirror.Cluster;

/// <summary>It is not known how to reach the cluster; the message says what is missing or wrong.</summary>
public sealed class ClusterAccessException(string message) : Exception(message);
