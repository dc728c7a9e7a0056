namespace K8sMirror.Plugin.Bundles;

/// <summary>What goes into a bundle.</summary>
/// <param name="Nodes">Nodes whose agents to ask; empty: up to <see cref="MostAgents"/>, those with problems first.</param>
/// <param name="WithLogs">Include logs.</param>
/// <param name="Since">How far back the logs go.</param>
internal sealed record BundleOptions(IReadOnlyList<string> Nodes, bool WithLogs, TimeSpan Since)
{
    /// <summary>Nobody reads the logs of thousands of agents.</summary>
    public const int MostAgents = 20;

    /// <summary>Maximum size of one log in bytes.</summary>
    public const int LogBytes = 5_000_000;
}
