using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.Serving;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Answers <c>/healthz</c> (is the loop alive?) and <c>/readyz</c> (has it applied a spec, and did the last pass work?).</summary>
internal sealed class Probes(AgentState state, ISpecSource source)
{
    // Ten heartbeats: a pass over thousands of edges is far shorter.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    /// <summary>Bad only if a restart would help: the loop hangs.</summary>
    public ProbeAnswer Health() => state.SinceLastTurn < Hang
        ? new(true, "ok")
        : new(false, $"the loop has not turned for {state.SinceLastTurn.TotalSeconds:F0} s");

    /// <summary>
    /// A spec that cannot be read does not make a ready agent unready, since the last good one is applied; the body says so.
    /// </summary>
    public ProbeAnswer Readiness()
    {
        var problem = source.Problem is { } p ? $"\n{source.Description}: {p}" : "";
        return state.Error is { } error ? new(false, $"the last pass failed: {error}{problem}")
            : state.View is null ? new(false, $"no spec has been carried out yet{problem}")
            : new(true, problem.Length == 0 ? "ok" : "ok, with the last good spec" + problem);
    }
}
