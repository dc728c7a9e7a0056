using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>The script that makes the cluster and is the way into it.</summary>
internal static class Script
{
    /// <summary>Name of the tests' cluster: it leaves one that a person has started alone.</summary>
    public static string ClusterName { get; } = Environment.GetEnvironmentVariable("CLUSTER_NAME") is { Length: > 0 } name ? name : "k8sm-e2e";

    /// <summary>Runs <c>scripts/cluster</c> to its end.</summary>
    public static CommandResult Try(params IEnumerable<string> arguments) =>
        Command.Try("env", [$"CLUSTER_NAME={ClusterName}", Repository.At("scripts/cluster"), .. arguments]);

    /// <summary>Starts <c>scripts/cluster</c>; the caller ends it, with what it has started.</summary>
    public static Process Start(params IEnumerable<string> arguments) =>
        Command.Start("env", [$"CLUSTER_NAME={ClusterName}", Repository.At("scripts/cluster"), .. arguments]);

    /// <summary>Runs <c>scripts/cluster</c> to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; with all that it printed.</exception>
    public static string Run(params IEnumerable<string> arguments) =>
        Command.Run("env", [$"CLUSTER_NAME={ClusterName}", Repository.At("scripts/cluster"), .. arguments]);
}
