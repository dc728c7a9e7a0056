using System.Text.Json;

namespace K8sMirror.Cluster.Direct;

/// <summary>One operation of a JSON patch (RFC 6902).</summary>
/// <param name="Op"><c>add</c> or <c>test</c>.</param>
/// <param name="Path">JSON pointer.</param>
/// <param name="Value">Value.</param>
public sealed record PatchOperation(string Op, string Path, JsonElement Value);
