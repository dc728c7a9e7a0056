using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Datapath.Counters;

/// <summary>Outcome of one desired edge in <see cref="IDatapath.Apply"/>.</summary>
/// <param name="Key">The edge.</param>
/// <param name="Reason">One of <see cref="Core.Api.Reasons"/>; <c>Programmed</c> is success.</param>
/// <param name="Message">Human-readable; empty on success.</param>
public sealed record EdgeOutcome(EdgeKey Key, string Reason, string Message)
{
    /// <summary>True if packets are copied.</summary>
    public bool IsProgrammed => Reason == Core.Api.Reasons.Programmed;
}
