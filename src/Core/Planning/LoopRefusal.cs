using System.Text;

namespace K8sMirror.Core.Planning;

/// <summary>An edge that is refused because copies would come back to its source.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Cycle">The cycle: it starts and ends at the edge's source hook; the first step is the edge itself.</param>
public sealed record LoopRefusal(LoopEdge Edge, IReadOnlyList<LoopStep> Cycle)
{
    /// <summary><c>eth1:egress → eth2:egress (mirror a) → eth1:egress (mirror b)</c>.</summary>
    public string Path
    {
        get
        {
            var text = new StringBuilder(Cycle[0].From.ToString());
            foreach (var step in Cycle)
            {
                text.Append(" → ").Append(step.To).Append(step.Mirror is null ? "" : $" (mirror {step.Mirror})");
            }
            return text.ToString();
        }
    }

    /// <summary>Human-readable: the loop, and what to change.</summary>
    public string Message => $"copies would come back to {Edge.From} and be copied again: {Path}; remove one of these copies";
}
