using System.Text.Json;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>One operation of a JSON patch (RFC 6902).</summary>
/// <param name="Op"><c>add</c> or <c>test</c>.</param>
/// <param name="Path">JSON pointer.</param>
/// <param name="Value">Value.</param>
internal sealed record PatchOperation(string Op, string Path, JsonElement Value);
