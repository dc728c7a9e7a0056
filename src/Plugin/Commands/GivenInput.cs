using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Plugin.Commands;

/// <summary>What was given on the command line.</summary>
/// <param name="Mirrors">Mirrors.</param>
/// <param name="Sets">AddressSets.</param>
internal sealed record GivenInput(IReadOnlyList<TrafficMirror> Mirrors, PrefixSets Sets);
