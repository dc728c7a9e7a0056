using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Plugin.Reading;

/// <summary>Objects that were given, for comparison with those of the cluster.</summary>
/// <param name="Mirrors">Mirrors.</param>
/// <param name="Sets">AddressSets.</param>
internal sealed record GivenInput(IReadOnlyList<TrafficMirror> Mirrors, PrefixSets Sets);
