using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Control;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>What <c>plan --output json</c> prints.</summary>
/// <param name="Attach">How programs would be attached.</param>
/// <param name="Sessions">What each mirror would do, refused ones included.</param>
/// <param name="Warnings">What may be unexpected.</param>
/// <param name="Hooks">Hooks that would be used and that have other programs.</param>
internal sealed record PlanReport(
    string Attach, IReadOnlyList<SessionStatus> Sessions, IReadOnlyList<string> Warnings, IReadOnlyList<PlannedHook> Hooks)
{
    /// <summary>What each mirror would select and send, if not every packet whole.</summary>
    public IReadOnlyList<SelectionReport> Selections { get; init; } = [];
}
