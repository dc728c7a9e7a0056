namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Looks at hooks without touching them, for <c>plan</c>.</summary>
internal interface IHookSurvey
{
    /// <summary>How programs would be attached here: <c>tcx</c> or <c>clsact</c>; what is in the way, in brackets, if neither works.</summary>
    string Attach { get; }

    /// <summary>Programs of others on this NIC's hook, in the order in which they run; empty where none are, or none can be seen.</summary>
    IReadOnlyList<string> Others(int interfaceIndex, Core.Api.EdgeDirection direction);
}
