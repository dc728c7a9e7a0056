using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>A running loop with fakes.</summary>
internal sealed class LoopRig : IDisposable
{
    private readonly ConcurrentQueue<string> log = new();
    private bool isStopped;

    /// <param name="table">The node's NICs.</param>
    /// <param name="options">Default: those of the agent, with a beat every 20 ms.</param>
    /// <param name="clock">Default: the system's.</param>
    /// <param name="first">Happens before the loop's first turn, in which a beat is due.</param>
    public LoopRig(LinkTable table, AgentLoopOptions? options = null, TimeProvider? clock = null, Action<FakeDatapath>? first = null)
    {
        var time = clock ?? TimeProvider.System;
        Links = new(table);
        State = new(TimeProvider.System);
        Pods = new(Node, new FakePodMemory(), TimeProvider.System);
        Loop = new(Source, Links, Paths, Pods, Datapath, options ?? AgentLoopOptions.Default with { Heartbeat = TimeSpan.FromMilliseconds(20) }, State,
            new LoopInstruments(Meter, time), time, new RecordingLogger<AgentLoop>(log, LogLevel.Warning));
        Counters = new(Loop, TimeProvider.System);
        Series = new(Meter.Name, MetricsServer.MaxEdges, m =>
        {
            _ = new EdgeInstruments(m, State, Counters);
            _ = new QueueInstruments(m, Counters);
            _ = new SessionInstruments(m, State);
            _ = new TargetInstruments(m, State);
            _ = new PodInstruments(m, State);
            _ = new SuspicionInstruments(m, Loop.Breakers);
        });
        State.Showing += Series.Prepare;
        _ = new VitalInstruments(Meter, Counters);
        _ = new StateInstruments(Meter, State, Source, Datapath.Features);
        first?.Invoke(Datapath);
        Loop.Start();
    }

    /// <summary>With a unique name: rigs run in parallel.</summary>
    public Meter Meter { get; } = new($"{MetricNames.Meter}.{Guid.NewGuid()}");

    public FakeDatapath Datapath { get; } = new();

    public FakeSource Source { get; } = new();

    public FakeLinks Links { get; }

    public FakePaths Paths { get; } = new();

    /// <summary>The kernel's view of pods; the NICs that the loop sees are those of <see cref="Links"/>.</summary>
    public FakeNode Node { get; } = new();

    public PodFinder Pods { get; }

    /// <summary>The loop's log messages of level warning or higher.</summary>
    public IReadOnlyCollection<string> Warnings => log;

    public AgentState State { get; }

    public AgentLoop Loop { get; }

    public CounterReader Counters { get; }

    public PassingSeries Series { get; }

    public void Want(params MirrorSession[] sessions) => Loop.Want(new(Ask.For(sessions), 7, DateTimeOffset.UtcNow, []));

    public void Stop()
    {
        isStopped = true;
        Loop.Stop();
    }

    public void Dispose()
    {
        if (!isStopped)
        {
            Stop();
        }
        Pods.Dispose();
        Series.Dispose();
        Meter.Dispose();
    }
}
