using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>What happens to a packet for which a match is the first that holds.</summary>
internal readonly record struct FilterStep(PacketMatch Match, FilterAction Action);
