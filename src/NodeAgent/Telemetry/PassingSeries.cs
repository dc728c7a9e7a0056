using System.Diagnostics.Metrics;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>
/// Owns the instruments whose series come and go with mirrors and NICs. The metrics SDK keeps a place for each series that it ever saw, and
/// when all places are taken it puts everything into one overflow series for good (seen with 1.20.1). Pods come and go by the thousand, so
/// before that happens these instruments are re-created, which frees all places.
/// </summary>
internal sealed class PassingSeries : IDisposable
{
    private readonly string meterName;
    private readonly int places;
    private readonly Action<Meter> create;
    private HashSet<(string Mirror, EdgeKey? Edge)> taken = [];
    private HashSet<(string Target, string Nic)> reached = [];
    private HashSet<MirroredPod> named = [];
    private Meter meter;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterName">Meter to make them in; the same each time.</param>
    /// <param name="places">Edges, counted under each of their mirrors, for which the SDK has places.</param>
    /// <param name="create">Makes them.</param>
    public PassingSeries(string meterName, int places, Action<Meter> create)
    {
        (this.meterName, this.places, this.create) = (meterName, places, create);
        meter = Make();
    }

    /// <summary>Times that the instruments were made again.</summary>
    public int Renewals { get; private set; }

    /// <summary>To be called by the loop before it shows a new view to others.</summary>
    public void Prepare(AgentView view)
    {
        var coming = view.Edges.SelectMany(e => e.Mirrors.Select(m => (m, (EdgeKey?)e.Key.Pair)))
            .Concat(view.Status.Sessions.Select(s => (s.Mirror, (EdgeKey?)null)))
            // Those that wait for a NIC have a series of their own, too.
            .Concat(view.Status.Sessions.SelectMany(s => s.Edges.Select(e => (s.Mirror, (EdgeKey?)new EdgeKey(e.Source, e.Direction, e.Target)))))
            .ToHashSet();
        // By every NIC that the route to a collector has led over.
        var reach = view.Collectors.Select(c => (c.Target, c.Nic)).ToHashSet();
        var names = view.Pods.ToHashSet();
        taken.UnionWith(coming);
        reached.UnionWith(reach);
        named.UnionWith(names);
        if (taken.Count > places || reached.Count > places || named.Count > places)
        {
            meter.Dispose();
            meter = Make();
            (taken, reached, named) = (coming, reach, names);
            Renewals++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private Meter Make()
    {
        var made = new Meter(meterName);
        create(made);
        return made;
    }
}
