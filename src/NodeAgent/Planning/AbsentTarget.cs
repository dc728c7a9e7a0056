using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>A target that selects pods, none of which is available.</summary>
/// <param name="Id">What it is known by.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">For people.</param>
internal sealed record AbsentTarget(string Id, string Reason, string Message);
