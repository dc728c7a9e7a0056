using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What the planner made of one edge of one session.</summary>
/// <param name="Key">The edge; a source that matched nothing stands as it was written.</param>
/// <param name="State">What the state is if the kernel takes every desired edge.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">For people; empty where the reason says all.</param>
/// <param name="IsDesired">True if the edge goes to the kernel (also where its target is down: it starts to flow at once when it is up).</param>
internal sealed record PlannedEdge(EdgeKey Key, ProgrammedState State, string Reason, string Message, bool IsDesired)
{
    /// <summary>Which of its frames do not fit on their way to the target; null if all do.</summary>
    public FrameFit? Fit { get; init; }

    /// <summary>Hosts whose packets alone are meant; null means all that the hook sees.</summary>
    public AddressScope? Scope { get; init; }
}
