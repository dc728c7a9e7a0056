using System.Net;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>A collector to which a path is needed. Equal ones are one.</summary>
/// <param name="Remote">Its address, IPv4 or IPv6; a link-local one with its scope.</param>
/// <param name="Source">Address to send from, one of the node's; null means the one that the routing table gives.</param>
/// <param name="HealthTcpPort">TCP port that must accept connections; 0: none.</param>
/// <param name="HealthIcmp">True if it must answer ping.</param>
internal sealed record Collector(IPAddress Remote, IPAddress? Source, int HealthTcpPort, bool HealthIcmp);
