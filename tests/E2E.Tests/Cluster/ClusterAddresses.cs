using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace K8sMirror.E2E.Cluster;

/// <summary>Addresses that the script has given the cluster: IPv4, IPv6 or both (<c>CLUSTER_FAMILY</c>).</summary>
internal static class ClusterAddresses
{
    private static readonly ConcurrentDictionary<string, string> Nodes = new(StringComparer.Ordinal);

    /// <summary>The kubernetes Service's, on which the API server itself answers.</summary>
    public static string ApiServer => Kubectl.Run("get", "service", "kubernetes", "-n", "default", "-o", "jsonpath={.spec.clusterIP}");

    /// <summary>A node's first one, which it keeps.</summary>
    public static string Of(TestNode node) => Nodes.GetOrAdd(
        node.Name, name => Kubectl.Run("get", "node", name, "-o", "jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}").Split(' ')[0]);

    /// <summary>The control plane's, outside of the pod network. With both families the IPv6 one, so that pods use what is not their first address.</summary>
    public static string Outside =>
        Script.Run("beside", "ip", "-o", "addr", "show", "br0", "scope", "global").Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split('/')[0];

    /// <summary>Subnets of a node's pods, from its CNI plugin's configuration.</summary>
    public static IReadOnlyList<string> PodSubnets(string cniConfiguration) =>
        [.. JsonNode.Parse(cniConfiguration)!["plugins"]![0]!["ipam"]!["ranges"]!.AsArray().Select(range => (string)range![0]!["subnet"]!)];

    /// <summary>An address as it is written in front of a port.</summary>
    public static string InUrl(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
}
