using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Source-generated JSON of the state on disk.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // A field that an older agent does not know may mean to copy less: better no saved spec than half of one.
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    // And better none than one without a spec, which would stop every mirror.
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedSpec))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
