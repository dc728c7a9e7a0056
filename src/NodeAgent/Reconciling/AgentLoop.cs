using System.Collections.Concurrent;
using K8sMirror.Cluster;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Pods;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// The agent's one loop, on its own thread. Only it touches the datapath. It makes a pass when the spec or a NIC changed, at
/// every resync, and again after a failure; between passes it renews the datapath's deadline and answers questions.
/// </summary>
internal sealed class AgentLoop
{
    // Without jitter: the node waits for its own kernel, which no others ask.
    private static readonly BackoffPolicy Retrying = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)) { From = 1 };
    private readonly WakeSignal wake;
    private readonly ConcurrentQueue<Action<IDatapath>> questions = new();
    private readonly ReconcilePass pass;
    private readonly ISpecSource source;
    private readonly IDatapath datapath;
    private readonly AgentLoopOptions options;
    private readonly AgentState state;
    private readonly ILoopObserver observer;
    private readonly TimeProvider time;
    private readonly ILogger<AgentLoop> logger;
    private readonly BreakerWatch breakers;
    private readonly SheddingWatch shedding;
    private readonly OffloadWatch offload;
    private readonly QueueWatch queues;
    private readonly Backoff retry = new(Retrying);
    private readonly Thread thread;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SpecSnapshot? wanted;
    private SpecSnapshot? applied;
    private string? loggedError;
    private long nextPass = long.MaxValue;
    private long nextBeat;
    private long nextLookAtQueues;

    /// <summary>Takes the parts; nothing happens before <see cref="Start"/>.</summary>
    public AgentLoop(
        ISpecSource source, ILinkFeed links, ICollectorPaths paths, PodFinder pods, IDatapath datapath, AgentLoopOptions options, AgentState state, ILoopObserver observer,
        TimeProvider time, ILogger<AgentLoop> logger)
    {
        (this.source, this.datapath, this.options, this.state) = (source, datapath, options, state);
        (this.observer, this.time, this.logger) = (observer, time, logger);
        wake = new(time);
        pass = new(links, paths, pods, datapath, time);
        breakers = new(logger);
        shedding = new(time, logger);
        offload = new(logger);
        queues = new(links, logger);
        datapath.OnAlarm(() => wake.Ring(WakeReasons.Breaker));
        links.Start(() => wake.Ring(WakeReasons.Links));
        paths.Start(() => wake.Ring(WakeReasons.Links));
        thread = new(Run) { Name = "k8smirror-loop", IsBackground = true };
    }

    /// <summary>What the loop breakers did.</summary>
    public BreakerWatch Breakers => breakers;

    /// <summary>The targets' queues, for queries, which the loop itself answers.</summary>
    public QueueWatch Queues => queues;

    /// <summary>Completes when the loop has ended; fails if a bug ended it, rather than the kernel or the node.</summary>
    public Task Ended => ended.Task;

    /// <summary>Starts the thread.</summary>
    public void Start() => thread.Start();

    /// <summary>Ends the loop in order and waits for it.</summary>
    public void Stop()
    {
        wake.Ring(WakeReasons.Stop);
        thread.Join();
    }

    /// <summary>Hands over a new spec; any thread. Nothing is applied, and nothing renewed, before the first one.</summary>
    public void Want(SpecSnapshot spec)
    {
        wanted = spec;
        wake.Ring(WakeReasons.Spec);
    }

    /// <summary>Lets the loop read something from the datapath. Errors go to the caller; a bug also ends the loop.</summary>
    public Task<T> Ask<T>(Func<IDatapath, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        questions.Enqueue(d =>
        {
            try
            {
                answer.SetResult(question(d));
            }
            catch (Exception e)
            {
                answer.SetException(e);
                if (!Outside.Caused(e))
                {
                    throw;
                }
            }
        });
        wake.Ring(WakeReasons.Question);
        return answer.Task;
    }

    private void Run()
    {
        try
        {
            Turn();
            ended.SetResult();
        }
        catch (Exception e)
        {
            // The waiting caller reports it and ends the process; the datapath continues.
            ended.SetException(e);
        }
    }

    private void Turn()
    {
        while (true)
        {
            var (reasons, firstLinkEvent) = wake.Wait(UntilNextTimer());
            state.Turned();
            if (reasons.HasFlag(WakeReasons.Stop))
            {
                End();
                return;
            }
            if (reasons.HasFlag(WakeReasons.Spec) || reasons.HasFlag(WakeReasons.Links) || IsDue(nextPass))
            {
                MakePass(reasons.HasFlag(WakeReasons.Links) ? firstLinkEvent : null);
            }
            // Also in a turn whose beat is due but renews nothing: an alarm is rung once.
            if ((IsDue(nextBeat) && Beat()) | reasons.HasFlag(WakeReasons.Breaker))
            {
                LookAtBreakers();
            }
            Answer();
        }
    }

    private TimeSpan UntilNextTimer()
    {
        var due = Math.Min(nextPass, nextBeat);
        var left = due - time.GetTimestamp();
        // Rounded up: a wait that ends early would be followed by another one of zero time.
        return left <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((double)left * TimeSpan.TicksPerSecond / time.TimestampFrequency));
    }

    private bool IsDue(long timestamp) => time.GetTimestamp() >= timestamp;

    private long In(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

    private void MakePass(long? firstLinkEvent)
    {
        if (wanted is not { } spec)
        {
            // Requests for a pass before that are dropped: the first spec makes one.
            nextPass = long.MaxValue;
            return;
        }
        var started = time.GetTimestamp();
        try
        {
            var before = state.View;
            var view = pass.Run(spec, shedding.Edges);
            Accept(spec, view);
            observer.Passed(time.GetElapsedTime(started), firstLinkEvent is { } rang ? time.GetElapsedTime(rang) : null);
            TransitionLog.Write(logger, before?.Status, view.Status);
            LookAtQueues(view);
        }
        catch (Exception e) when (Outside.Caused(e))
        {
            // Whatever the kernel or a NIC did, mirroring continues as it was, until the next try.
            nextPass = In(retry.Next());
            state.Error = e.Message;
            observer.Failed(time.GetElapsedTime(started));
            if (loggedError != e.Message)
            {
                LoopLog.PassFailed(logger, e);
                loggedError = e.Message;
            }
        }
    }

    private void Accept(SpecSnapshot spec, AgentView view)
    {
        state.Show(view);
        state.Error = null;
        loggedError = null;
        if (ReconcilePass.NeedsRetry(view))
        {
            var delay = retry.Next();
            nextPass = In(delay < options.Resync ? delay : options.Resync);
        }
        else
        {
            retry.Reset();
            nextPass = In(options.Resync);
        }
        nextPass = view.LookAgain is { } soon ? Math.Min(nextPass, In(soon)) : nextPass;
        if (!ReferenceEquals(applied, spec))
        {
            applied = spec;
            observer.Applied(spec.WrittenAt is { } written ? view.CompletedAt - written : null);
            if (Beat())
            {
                LookAtBreakers();
            }
        }
        source.Report(view.Status);
    }

    /// <summary>Whether the deadline is to be renewed; then it is, unless the kernel refuses.</summary>
    private bool Beat()
    {
        nextBeat = In(options.Heartbeat);
        if (applied is null || !ReferenceEquals(applied, wanted))
        {
            // Unknown means stop: an agent that does not know its spec, or cannot apply it, must not keep an old deadline alive.
            return false;
        }
        try
        {
            datapath.Heartbeat(options.DeadMan);
            observer.Beat(options.DeadMan);
        }
        catch (Exception e) when (Outside.Caused(e))
        {
            LoopLog.HeartbeatFailed(logger, e);
        }
        return true;
    }

    private void LookAtBreakers()
    {
        try
        {
            var isNews = datapath.Examine();
            var vitals = datapath.ReadVitals();
            breakers.Look(vitals);
            offload.Look(vitals);
            if (isNews | shedding.Look(datapath, vitals))
            {
                nextPass = 0;
            }
        }
        catch (Exception e) when (Outside.Caused(e))
        {
            LoopLog.BreakersUnread(logger, e);
        }
    }

    // At each resync, so that little is uncounted when a discipline is replaced; not for each NIC that comes or goes.
    private void LookAtQueues(AgentView view)
    {
        if (!queues.Aim(view.Edges) && (view.Edges.Count == 0 || !IsDue(nextLookAtQueues)))
        {
            return;
        }
        nextLookAtQueues = In(options.Resync / 2);
        try
        {
            _ = queues.Look(datapath);
        }
        catch (Exception e) when (Outside.Caused(e))
        {
            LoopLog.QueuesUnread(logger, e);
        }
    }

    private void Answer()
    {
        while (questions.TryDequeue(out var question))
        {
            question(datapath);
        }
    }

    private void End()
    {
        Answer();
        try
        {
            if (options.StopOnExit)
            {
                datapath.Rest();
                LoopLog.Stopped(logger);
            }
            else if (applied is not null)
            {
                datapath.Heartbeat(options.DeadMan);
                LoopLog.Kept(logger, options.DeadMan);
            }
        }
        catch (Exception e) when (Outside.Caused(e))
        {
            LoopLog.PassFailed(logger, e);
        }
    }
}
