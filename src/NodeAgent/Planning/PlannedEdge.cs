using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>The planner's result for one edge of one session.</summary>
/// <param name="Key">The edge; a source that matched nothing appears as written.</param>
/// <param name="State">What the state is if the kernel takes every desired edge.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">Human-readable; empty if the reason is enough.</param>
/// <param name="IsDesired">True if the edge goes to the kernel (also where its target is down: it starts to flow at once when it is up).</param>
internal sealed record PlannedEdge(EdgeKey Key, ProgrammedState State, string Reason, string Message, bool IsDesired)
{
    /// <summary>Which of its frames do not fit on the path to the target; null if all do.</summary>
    public FrameFit? Fit { get; init; }

    /// <summary>Hosts to whose packets the edge is limited; null means all packets of the hook.</summary>
    public AddressScope? Scope { get; init; }
}
