namespace K8sMirror.Plugin.Bundles;

/// <summary>What goes into a bundle.</summary>
/// <param name="Nodes">Nodes whose agents to ask; empty: the ones in trouble first, up to <see cref="MostAgents"/>.</param>
/// <param name="WithLogs">Take logs.</param>
/// <param name="Since">How far back.</param>
internal sealed record BundleOptions(IReadOnlyList<string> Nodes, bool WithLogs, TimeSpan Since)
{
    /// <summary>Nobody reads the logs of thousands of agents.</summary>
    public const int MostAgents = 20;

    /// <summary>Most bytes of one log.</summary>
    public const int LogBytes = 5_000_000;
}
