using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Vitals;
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
    private (IReadOnlyList<EdgeCounters> Counters, DatapathVitals Vitals, IReadOnlyList<QueueDrops> Queues) last = ([], DatapathVitals.None, []);
    private long readAt = long.MinValue;
    private Task? late;

    /// <summary>The counters now; those read last if the loop is busy for longer than two seconds.</summary>
    public IReadOnlyList<EdgeCounters> Read() => ReadAll().Counters;

    /// <summary>Budget, cutter and breakers at the same moment.</summary>
    public DatapathVitals ReadVitals() => ReadAll().Vitals;

    /// <summary>Drops of the targets' queues at the same moment.</summary>
    public IReadOnlyList<QueueDrops> ReadQueues() => ReadAll().Queues;

    private (IReadOnlyList<EdgeCounters> Counters, DatapathVitals Vitals, IReadOnlyList<QueueDrops> Queues) ReadAll()
    {
        lock (gate)
        {
            // One scrape asks many times: if the loop hangs, only the first waits, or the other metrics would come too late.
            if (late is { IsCompleted: false } || (readAt != long.MinValue && time.GetElapsedTime(readAt) < Fresh))
            {
                return last;
            }
            late = null;
            var answer = loop.Ask(d => (loop.Queues.Look(d), d.ReadVitals(), loop.Queues.Drops));
            if (((IAsyncResult)answer).AsyncWaitHandle.WaitOne(Patience) && answer.IsCompletedSuccessfully)
            {
                last = answer.Result;
                readAt = time.GetTimestamp();
            }
            else
            {
                late = answer;
            }
            return last;
        }
    }
}
