namespace K8sMirror.E2E.Faults;

/// <summary>Something that goes wrong in a cluster, done for real, and undone.</summary>
/// <param name="What">In words.</param>
/// <param name="Inject">Does it.</param>
/// <param name="Mend">Undoes it; called whatever happened before.</param>
/// <param name="Raises">Alerts that must fire, for exactly this place.</param>
/// <param name="AlsoRaises">Names of alerts that may fire meanwhile, since they are true, too. All others must stay silent.</param>
internal sealed record Fault(string What, Action Inject, Action Mend, IReadOnlyList<ExpectedAlert> Raises, params IReadOnlyList<string> AlsoRaises)
{
    /// <summary>Goes on while the alert is waited for: the frame that a loop lives on.</summary>
    public Action? Provoke { get; init; }

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All(FaultSite site) =>
    [
        .. NicFaults.All, .. CollectorFaults.All, .. LoopFaults.All(site), .. LoadFaults.All(site), .. FilterFaults.All, .. AgentFaults.All(site), .. ApiFaults.All, .. OperatorFaults.All(site),
    ];

    /// <inheritdoc/>
    public override string ToString() => What;
}
