namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Reads hooks without changing them, for <c>plan</c>.</summary>
internal interface IHookSurvey
{
    /// <summary>How programs would be attached here: <c>tcx</c> or <c>clsact</c>; in brackets the problem, if neither works.</summary>
    string Attach { get; }

    /// <summary>Programs of others on this NIC's hook, in the order in which they run; empty where none are, or none can be seen.</summary>
    IReadOnlyList<string> Others(int interfaceIndex, Core.Api.EdgeDirection direction);
}
