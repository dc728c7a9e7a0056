using System.Diagnostics.Metrics;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>The running agent's parts, put together by hand, so that the order in which they open and close can be read here.</summary>
internal sealed class AgentParts : IDisposable
{
    private readonly Stack<IDisposable> opened = new();

    private AgentParts(AgentSettings settings, Seams seams, ISpecSource source, TimeProvider time, ILoggerFactory logs)
    {
        try
        {
            // First of all: only its holder may touch the kernel.
            var instance = Opened(SingleInstance.Claim());
            var state = new AgentState(time);
            var meter = Opened(new Meter(MetricNames.Meter));
            var probes = new Probes(state, source);
            // An address that is not free must end the start before the kernel has been touched.
            var pages = settings.MetricsAddress is { } address ? Opened(new MetricsServer(address, meter, probes, logs)) : null;
            if (settings.HealthAddress is { } health)
            {
                _ = Opened(new HealthServer(health, probes, logs));
            }
            Datapath = Opened(OpenDatapath(settings, seams, source));
            var links = Opened(seams.OpenLinks());
            var paths = Opened(seams.OpenPaths());
            IPodMemory memory = settings.StateFolder is { } folder ? new PodMemoryFile(folder, settings.BootId, logs.CreateLogger<PodMemoryFile>()) : new NoPodMemory();
            var pods = Opened(new PodFinder(seams.OpenPods(), memory, time));
            Loop = new(source, links, paths, pods, Datapath, settings.Loop, state, new LoopInstruments(meter, time), time, logs.CreateLogger<AgentLoop>());
            var counters = new CounterReader(Loop, time);
            StatusServer = new(instance, new ReportComposer(state, source, Datapath.Features, counters).Compose, () => state.View?.Edges.Count ?? 0);
            if (pages is not null)
            {
                var passing = Opened(new PassingSeries(meter.Name, MetricsServer.MaxEdges, m =>
                {
                    _ = new EdgeInstruments(m, state, counters);
                    _ = new QueueInstruments(m, counters);
                    _ = new SessionInstruments(m, state);
                    _ = new TargetInstruments(m, state);
                    _ = new PodInstruments(m, state);
                    _ = new SuspicionInstruments(m, Loop.Breakers);
                }));
                state.Showing += passing.Prepare;
                _ = new VitalInstruments(meter, counters);
                _ = new StateInstruments(meter, state, source, Datapath.Features);
                pages.CollectAfter(state.FirstPass);
                // Closed before what its pages are made of.
                opened.Push(pages);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The kernel.</summary>
    public IDatapath Datapath { get; }

    /// <summary>The loop, not started yet.</summary>
    public AgentLoop Loop { get; }

    /// <summary>Answers <c>status</c>.</summary>
    public StatusServer StatusServer { get; }

    /// <summary>Opens everything, or nothing.</summary>
    /// <exception cref="AgentIsRunningException">Another agent is here.</exception>
    public static AgentParts Open(AgentSettings settings, Seams seams, ISpecSource source, TimeProvider time, ILoggerFactory logs) =>
        new(settings, seams, source, time, logs);

    /// <summary>Closes in the reverse order: the claim goes last.</summary>
    public void Dispose()
    {
        while (opened.TryPop(out var part))
        {
            part.Dispose();
        }
    }

    /// <summary>
    /// In a cluster, the mirrors' status reports what this kernel can never do, because nobody reads why a process ended. Stand-alone, the
    /// process ends with the reason.
    /// </summary>
    private static IDatapath OpenDatapath(AgentSettings settings, Seams seams, ISpecSource source)
    {
        try
        {
            return seams.OpenDatapath(settings.Datapath);
        }
        catch (Exception e) when (source.IsConnected is not null && KernelFailure.From(e) is { Reason: Reasons.KernelUnsupported } failure)
        {
            return new RefusedDatapath(failure);
        }
    }

    private T Opened<T>(T part)
        where T : IDisposable
    {
        opened.Push(part);
        return part;
    }
}
