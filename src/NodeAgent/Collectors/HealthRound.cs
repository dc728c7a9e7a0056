using System.Diagnostics;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Collectors;

/// <summary>Checks all collectors at the same time, and waits for the answers on the calling thread.</summary>
internal static class HealthRound
{
    // So that stopping the thread does not wait for a silent collector.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes a round.</summary>
    /// <param name="collectors">Whom to ask.</param>
    /// <param name="timeout">Checks without an answer by then have failed.</param>
    /// <param name="isStopping">True ends the round early.</param>
    /// <returns>What failed, human-readable, empty if nothing did; and whether that is final, so that another try is pointless.</returns>
    public static Dictionary<Collector, (string Problem, bool IsCertain)> Run(
        IReadOnlyCollection<Collector> collectors, TimeSpan timeout, Func<bool> isStopping)
    {
        var clock = Stopwatch.StartNew();
        var probes = collectors.ToDictionary(c => c, ProbesOf);
        try
        {
            var open = probes.Values.SelectMany(p => p).ToList();
            open.RemoveAll(p => p.Socket is null);
            while (open.Count > 0 && timeout - clock.Elapsed is var left && left > TimeSpan.Zero && !isStopping())
            {
                Await(open, left < Slice ? left : Slice);
                open.RemoveAll(p => p.Socket is null);
            }
            foreach (var probe in open)
            {
                probe.TimeOut(timeout);
            }
            return probes.ToDictionary(p => p.Key, p => (
                string.Join("; ", p.Value.Select(x => x.Problem).Where(x => x.Length > 0)),
                p.Value.OfType<PingProbe>().Any(x => x.IsForbidden)));
        }
        finally
        {
            foreach (var probe in probes.Values.SelectMany(p => p))
            {
                probe.Dispose();
            }
        }
    }

    private static List<HealthProbe> ProbesOf(Collector collector)
    {
        List<HealthProbe> probes = [];
        if (collector.HealthTcpPort > 0)
        {
            probes.Add(new TcpProbe(collector));
        }
        if (collector.HealthIcmp)
        {
            probes.Add(new PingProbe(collector));
        }
        return probes;
    }

    private static void Await(List<HealthProbe> open, TimeSpan time)
    {
        var read = open.Where(p => !p.WaitsForWrite).Select(p => p.Socket!).ToList();
        var write = open.Where(p => p.WaitsForWrite).Select(p => p.Socket!).ToList();
        var failed = open.Select(p => p.Socket!).ToList();
        Socket.Select(read, write, failed, time);
        var ready = read.Concat(write).Concat(failed).ToHashSet();
        foreach (var probe in open.Where(p => ready.Contains(p.Socket!)))
        {
            probe.GoOn();
        }
    }
}
