using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>A match, and what happens to packets for which it is the first that holds.</summary>
internal readonly record struct FilterStep(PacketMatch Match, FilterAction Action);
