namespace K8sMirror.E2E.Faults;

/// <summary>A real fault in the cluster, and its repair.</summary>
/// <param name="What">In words.</param>
/// <param name="Inject">Causes it.</param>
/// <param name="Mend">Repairs it; always called.</param>
/// <param name="Raises">Alerts that must fire, for exactly this place.</param>
/// <param name="AlsoRaises">Names of alerts that may fire meanwhile, since they are also true. All others must stay silent.</param>
internal sealed record Fault(string What, Action Inject, Action Mend, IReadOnlyList<ExpectedAlert> Raises, params IReadOnlyList<string> AlsoRaises)
{
    /// <summary>Repeated while waiting for the alert: the frame that feeds a loop.</summary>
    public Action? Provoke { get; init; }

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All(FaultSite site) =>
    [
        .. NicFaults.All, .. CollectorFaults.All, .. LoopFaults.All(site), .. LoadFaults.All(site), .. FilterFaults.All, .. AgentFaults.All(site), .. ApiFaults.All, .. OperatorFaults.All(site),
    ];

    /// <summary><see cref="What"/> of all of them.</summary>
    public static IReadOnlyList<string> Names => [.. All(new()).Select(fault => fault.What)];

    /// <summary>All alerts that one of them raises.</summary>
    public static IEnumerable<ExpectedAlert> Raised => All(new()).SelectMany(fault => fault.Raises);

    /// <inheritdoc/>
    public override string ToString() => What;
}
