using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>
/// Reads the datapath's counters through the loop. One scrape asks several times in a row and must see one moment, so that seen equals
/// mirrored plus dropped in what it gets: an answer serves for a tenth of a second.
/// </summary>
internal sealed class CounterReader(AgentLoop loop, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private (IReadOnlyList<EdgeCounters> Counters, DatapathVitals Vitals) last = ([], DatapathVitals.None);
    private long readAt = long.MinValue;

    /// <summary>The counters now; those read last if the loop is busy for longer than two seconds.</summary>
    public IReadOnlyList<EdgeCounters> Read() => ReadAll().Counters;

    /// <summary>Stage and breakers at the same moment.</summary>
    public DatapathVitals ReadVitals() => ReadAll().Vitals;

    private (IReadOnlyList<EdgeCounters> Counters, DatapathVitals Vitals) ReadAll()
    {
        lock (gate)
        {
            if (readAt != long.MinValue && time.GetElapsedTime(readAt) < Fresh)
            {
                return last;
            }
            var answer = loop.Ask(d => (d.ReadCounters(), d.ReadVitals()));
            if (((IAsyncResult)answer).AsyncWaitHandle.WaitOne(Patience) && answer.IsCompletedSuccessfully)
            {
                last = answer.Result;
                readAt = time.GetTimestamp();
            }
            return last;
        }
    }
}
