using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>The script that creates and controls the cluster.</summary>
internal static class Script
{
    /// <summary>Name of the test cluster, so that clusters that a person has started are left alone.</summary>
    public static string ClusterName { get; } = Environment.GetEnvironmentVariable("CLUSTER_NAME") is { Length: > 0 } name ? name : "k8sm-e2e";

    /// <summary>Runs <c>scripts/cluster</c> to completion.</summary>
    public static CommandResult Try(params IEnumerable<string> arguments) =>
        Command.Try("env", [$"CLUSTER_NAME={ClusterName}", Repository.At("scripts/cluster"), .. arguments]);

    /// <summary>Starts <c>scripts/cluster</c>; the caller ends it, with everything that it has started.</summary>
    public static Process Start(params IEnumerable<string> arguments) =>
        Command.Start("env", [$"CLUSTER_NAME={ClusterName}", Repository.At("scripts/cluster"), .. arguments]);

    /// <summary>Runs <c>scripts/cluster</c> to completion and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has all its output.</exception>
    public static string Run(params IEnumerable<string> arguments) =>
        Command.Run("env", [$"CLUSTER_NAME={ClusterName}", Repository.At("scripts/cluster"), .. arguments]);
}
