using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>What becomes of a packet that a match is the first to hold.</summary>
internal readonly record struct FilterStep(PacketMatch Match, FilterAction Action);
