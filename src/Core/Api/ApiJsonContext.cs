using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>
/// Source-generated JSON of every API type, so that the agent needs no reflection. Camel case, nulls left out, and an unknown field is an error: a typo must
/// not be read as a default.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrafficMirrorSpec))]
[JsonSerializable(typeof(TrafficMirrorStatus))]
[JsonSerializable(typeof(TrafficMirror))]
[JsonSerializable(typeof(MirrorTreatment))]
[JsonSerializable(typeof(MirrorSession))]
[JsonSerializable(typeof(NodeMirrorSpec))]
[JsonSerializable(typeof(NodeMirrorStatus))]
[JsonSerializable(typeof(NodeMirror))]
[JsonSerializable(typeof(AddressSetSpec))]
[JsonSerializable(typeof(AddressSetStatus))]
[JsonSerializable(typeof(AddressSet))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
