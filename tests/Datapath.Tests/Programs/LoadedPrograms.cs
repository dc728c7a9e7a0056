using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>The programs in the kernel on a separate bpffs, with one source hook in each direction, for BPF_PROG_TEST_RUN.</summary>
internal sealed class LoadedPrograms : IDisposable
{
    public const uint Group = 7;
    private readonly BpfFsMount pins = new();

    public LoadedPrograms()
    {
        Loader = DatapathLoader.Open(new(pins.At("k8smirror")));
        // Test runs use the loopback device of the caller's namespace, index 1.
        foreach (var direction in new uint[] { 0, 1 })
        {
            Loader.Maps.Sources.Update(new() { IfIndex = 1, Direction = direction }, new() { Group = Group + direction });
        }
        Loader.Maps.EdgeCounters.Update(0, default);
        var group = new GroupValue { EdgeCount = 1, Weight = 256, Ends = 0x0101010101010101 };
        Loader.Maps.Groups.Update(Group, group);
        Loader.Maps.Groups.Update(Group + 1, group);
        SetConfig();
    }

    public DatapathLoader Loader { get; }

    /// <summary>The target of the only edge is an empty slot; the cutter is the loopback device, from which nothing comes back, or is missing.</summary>
    public void SetConfig(ulong deadlineNs = ulong.MaxValue, uint cutterLimit = 500, uint charge = 0, bool hasCutter = true) => Loader.Maps.Config.Update(0, new()
    {
        DeadlineNs = deadlineNs,
        CutterIfIndex = hasCutter ? 1U : int.MaxValue,
        CutterLimit = cutterLimit,
        Charge = charge,
    });

    public TestRunResult Receive(byte[] frame, SkbContext context = default) => Loader.Ingress.TestRun(frame, context);

    /// <summary>Counters of the ingress hook, over all CPUs.</summary>
    public (Tally Seen, Tally[] Dropped) Counters(uint group = Group)
    {
        var seen = default(Tally);
        var dropped = new Tally[AbiLimits.Drops];
        foreach (var cpu in Loader.Maps.SourceCounters.TryLookup(group) ?? [])
        {
            seen += Tally.Of(cpu.Seen);
            dropped[(int)DropReason.Expired] += Tally.Of(cpu.Expired);
            dropped[(int)DropReason.Budget] += Tally.Of(cpu.Shed[0]);
        }
        foreach (var cpu in Loader.Maps.EdgeCounters.TryLookup(0) ?? [])
        {
            for (var i = 0; i < AbiLimits.EdgeDrops; i++)
            {
                dropped[i] += Tally.Of(cpu.Dropped[i]);
            }
        }
        return (seen, dropped);
    }

    public void Dispose()
    {
        Loader.Dispose();
        pins.Dispose();
    }
}
