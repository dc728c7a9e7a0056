using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>What every object has, a bookmark, too.</summary>
/// <param name="Metadata">Identity and versions.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ObjectHead([property: JsonRequired] ObjectMeta Metadata);
