using System.Diagnostics;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>A node with NICs, each a veth whose other end, <c>wire</c>, is in a separate namespace; with the real datapath on it.</summary>
internal sealed class BrokerNode : IDisposable
{
    private readonly BpfFsMount pins = new();
    private readonly Dictionary<string, TestNetNs> outside = new(StringComparer.Ordinal);

    /// <summary>If set, another CPU copies for every hook of every test; all results must be the same, except for the queue's limit when flooded.</summary>
    public static readonly bool OffloadsAll = Environment.GetEnvironmentVariable("K8SMIRROR_TEST_OFFLOAD") is { Length: > 0 };

    private readonly SysFsMount sysFs;

    public BrokerNode(IEnumerable<string> nics, AttachMode attach = AttachMode.Auto, double cpuBudget = 1, bool offload = false, int offloadFrom = CopyingPlace.FewestCopies)
    {
        sysFs = new(Node);
        Options = new()
        {
            PinDirectory = pins.At("k8smirror"),
            Attach = attach,
            CpuBudget = cpuBudget,
            OffloadCpus = offload || OffloadsAll ? Other : null,
            OffloadFrom = OffloadsAll ? 1 : offloadFrom,
            NetDirectory = sysFs.Net,
        };
        foreach (var nic in nics)
        {
            AddNic(nic);
        }
        Datapath = Open();
    }

    public TestNetNs Node { get; } = new();

    /// <summary>Only the last CPU.</summary>
    public static CpuList Other { get; } = CpuList.Parse($"{Environment.ProcessorCount - 1}")!;

    public DatapathOptions Options { get; private set; }

    public IDatapath Datapath { get; private set; }

    /// <summary>Sends frames to a NIC, one after another, until stopped; returns how many.</summary>
    public int SendUntil(string nic, byte[][] frames, CancellationToken stop)
    {
        using var sender = new FrameSender(Behind(nic), "wire");
        var i = 0;
        for (; i < frames.Length && !stop.IsCancellationRequested; i++)
        {
            sender.Send(frames[i]);
            Thread.SpinWait(200);
        }
        return i;
    }

    /// <summary>The namespace behind a NIC.</summary>
    public TestNetNs Behind(string nic) => outside[nic];

    /// <summary>Creates a NIC, and a namespace behind it if there is none yet; both ends up.</summary>
    public void AddNic(string nic, int mtu = 1500)
    {
        if (!outside.TryGetValue(nic, out var wire))
        {
            outside[nic] = wire = new();
        }
        Node.Ip($"link add {nic} mtu {mtu} numtxqueues 1 numrxqueues 1 type veth peer name wire mtu {mtu} numtxqueues 1 numrxqueues 1 netns {wire.Name}");
        Node.Ip($"link set {nic} up");
        wire.Ip("link set wire up");
        Node.WaitUntilUp(nic);
        wire.WaitUntilUp("wire");
    }

    public LinkTable Links() => Node.Run(() =>
    {
        using var reader = new LinkReader();
        return reader.Read();
    });

    /// <summary>
    /// Applies edges like <c>eth1>eth2</c> (received) or <c>eth1&lt;eth2</c> (sent by eth1, copied to eth2), with a variant behind a slash; all must be
    /// programmed.
    /// </summary>
    public void Apply(params string[] edges) => Assert.All(TryApply(edges), o => Assert.True(o.IsProgrammed, $"{o.Key}: {o.Reason} {o.Message}"));

    public IReadOnlyList<EdgeOutcome> TryApply(params string[] edges)
    {
        var links = Links();
        var desired = edges.Select(e => Edge(e, links)).ToList();
        return Node.Run(() => Datapath.Apply(desired));
    }

    /// <summary>Applies mirrors like the agent: plans, then programs the datapath. All of their edges must be programmed.</summary>
    public void Apply(IReadOnlyList<MirrorSession> mirrors) => Apply(mirrors, CollectorWays.None);

    /// <summary>The same if some targets are collectors.</summary>
    public void Apply(IReadOnlyList<MirrorSession> mirrors, CollectorWays ways)
    {
        var plan = DatapathPlanner.Plan(new NodeMirrorSpec { Sessions = mirrors }, Links(), PrefixSets.None, ways);
        Assert.All(plan.Sessions.SelectMany(s => s.Edges), e => Assert.True(e.IsDesired, $"{e.Key}: {e.Reason} {e.Message}"));
        Assert.All(Node.Run(() => Datapath.Apply(plan.Edges)), o => Assert.True(o.IsProgrammed, $"{o.Key}: {o.Reason} {o.Message}"));
    }

    /// <summary>An edge as <see cref="Apply(string[])"/> passes it to the datapath.</summary>
    public DesiredEdge Desired(string edge) => Edge(edge, Links());

    public EdgeCounters Counters(string edge)
    {
        var key = Key(edge);
        return Node.Run(() => Datapath.ReadCounters()).Single(c => c.Key == key);
    }

    /// <summary>Counters of all edges, by their notation.</summary>
    public IReadOnlyDictionary<string, EdgeCounters> AllCounters() => Node.Run(Datapath.ReadCounters)
        .ToDictionary(c => $"{c.Key.Source}{(c.Key.Direction == EdgeDirection.Ingress ? '>' : '<')}{c.Key.TargetId}", StringComparer.Ordinal);

    /// <summary>Waits until nothing is in flight, then asserts that every copy is accounted for.</summary>
    public EdgeCounters Settled(string edge)
    {
        EdgeCounters? last = null;
        UntilBalanced(() => Missing(last = Counters(edge)) == (0, 0), () => $"nothing in flight on {edge}, last {last}");
        return last!;
    }

    /// <summary>The same for all edges.</summary>
    public IReadOnlyDictionary<string, EdgeCounters> AllSettled()
    {
        IReadOnlyDictionary<string, EdgeCounters> last = AllCounters();
        UntilBalanced(
            () => (last = AllCounters()).Values.All(c => Missing(c) == (0, 0)), () => $"nothing in flight, last {string.Join('\n', last.Values.Where(c => Missing(c) != (0, 0)))}");
        return last;
    }

    /// <summary>Another process takes over: the old handle is dropped without cleanup, as after <c>kill -9</c>.</summary>
    public void Restart()
    {
        Datapath.Dispose();
        Datapath = Open();
    }

    /// <summary>The same with other options.</summary>
    public void Restart(DatapathOptions options)
    {
        Options = options;
        Restart();
    }

    /// <summary>State of the offload CPUs.</summary>
    public OffloadVitals Offload() => Node.Run(Datapath.ReadVitals).Cpu!.Offload;

    /// <summary>Waits until nothing is queued for the offload CPUs: their backlog is limited.</summary>
    public void Drain() => Eventually.True(() => Offload().Waiting == 0, "nothing is on its way to the offload CPUs");

    public static ulong Dropped(EdgeCounters counters, DropReason reason) => counters.Dropped[reason].Frames;

    /// <summary>State of the loop breaker, for the message of a failed test.</summary>
    public string DescribeBreakers()
    {
        using var maps = DatapathMaps.TryOpen(new(Options.PinDirectory))!;
        return string.Join('\n', maps.Labels.Keys().Select(id =>
        {
            var (b, g) = (maps.Breakers.Lookup(id), maps.Groups.Lookup(id));
            return $"group {id}: held {g.Held:b} trial {g.Trial:x} answered {g.AnsweredNs} quiet until {g.QuietUntilNs} now {MonotonicClock.NowNs()} "
                + $"asked {b.AskedNs} suspicions {b.Suspicions} repeats {b.Repeats} convicted {b.Convicted:b} in {b.Trial:x} suspect {b.SuspectLength}";
        }));
    }

    public void Dispose()
    {
        Datapath.Dispose();
        Node.Run(() => KernelDatapath.Cleanup(Options));
        foreach (var wire in outside.Values)
        {
            wire.Dispose();
        }
        sysFs.Dispose();
        Node.Dispose();
        pins.Dispose();
    }

    private static EdgeKey Key(string edge)
    {
        var at = edge.IndexOfAny(['>', '<']);
        return EdgeKey.Of(edge[..at], edge[at] == '>' ? EdgeDirection.Ingress : EdgeDirection.Egress, edge[(at + 1)..]);
    }

    /// <summary>What each target takes whole, if it differs from its NIC's features.</summary>
    public Dictionary<string, PacketClasses> Takes { get; } = new(StringComparer.Ordinal);

    /// <summary>Priority of an edge's mirrors, if it is not 100.</summary>
    public Dictionary<string, int> Priorities { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes kept of each copy of an edge.</summary>
    public Dictionary<string, int> SnapLengths { get; } = new(StringComparer.Ordinal);

    /// <summary>Labels of edges.</summary>
    public Dictionary<string, uint> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Time in milliseconds within which a target gets the same packet only once.</summary>
    public Dictionary<string, int> Windows { get; } = new(StringComparer.Ordinal);

    /// <summary>Rate limits of edges.</summary>
    public Dictionary<string, RateBound> Bounds { get; } = new(StringComparer.Ordinal);

    /// <summary>What an edge's mirrors select, if it is not every packet.</summary>
    public Dictionary<string, IReadOnlyList<EdgeSelection>> Selections { get; } = new(StringComparer.Ordinal);

    private DesiredEdge Edge(string edge, LinkTable links)
    {
        var key = Key(edge);
        var target = links.ByName(key.Target)!;
        return new(key, links.ByName(key.Source)!.Index, target.Index, target.Mtu, ["test"])
        {
            TargetIsUp = target.IsUp && target.HasCarrier,
            TargetIsTunnel = Tunnel.Is(target),
            TargetTakes = Takes.GetValueOrDefault(key.Target),
            Priority = Priorities.GetValueOrDefault(edge, 100),
            Selections = Selections.GetValueOrDefault(edge, []),
            Treatment = Treatment.None with { Label = Labels.GetValueOrDefault(edge), Edit = (uint)SnapLengths.GetValueOrDefault(edge) },
            Bound = Bounds.GetValueOrDefault(edge),
            TargetWindowMs = Windows.GetValueOrDefault(key.Target),
            SourceIsBare = Eligibility.IsBare(links.ByName(key.Source)!),
            SourceShapers = Shapers.Of(links.ByName(key.Source)!, links),
            TargetQueues = QueuePath.Of(target, links),
        };
    }

    private static (long Frames, long Bytes) Missing(EdgeCounters c)
    {
        var out_ = c.Dropped.Values.Aggregate(c.Sent + c.NotSelected + c.SampledOut + c.Limited + c.Duplicate, (a, b) => a + b);
        return ((long)(c.Seen.Frames - out_.Frames), (long)(c.Seen.Bytes - out_.Bytes));
    }

    /// <summary>With a heartbeat each second, as the agent's: it counts frames that a full backlog lost in the cutter.</summary>
    private void UntilBalanced(Func<bool> isBalanced, Func<string> what)
    {
        var clock = Stopwatch.StartNew();
        var beats = 0;
        Eventually.True(
            () =>
            {
                if (isBalanced())
                {
                    return true;
                }
                if (clock.Elapsed.TotalSeconds > beats + 1)
                {
                    beats++;
                    Node.Run(() => Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
                }
                return false;
            },
            what);
    }

    // Like the agent.
    private RestingDatapath Open() => Node.Run(() => new RestingDatapath(Options));
}
