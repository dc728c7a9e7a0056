using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.Cluster.Direct;

/// <summary>One event of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Object">The object, or the Status of an error.</param>
public sealed record WatchEvent([property: JsonRequired] string Type, [property: JsonRequired] JsonElement Object);
