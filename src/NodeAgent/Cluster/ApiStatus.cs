using System.Text.Json.Serialization;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>What the API server says of a failure.</summary>
/// <param name="Code">HTTP status.</param>
/// <param name="Message">For people.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ApiStatus(int? Code, string? Message);
