using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>The programs in the kernel on a bpffs of their own, with one source hook each way, for BPF_PROG_TEST_RUN.</summary>
internal sealed class LoadedPrograms : IDisposable
{
    public const uint Group = 7;
    private readonly BpfFsMount pins = new();

    public LoadedPrograms()
    {
        Loader = DatapathLoader.Open(new(pins.At("k8smirror")));
        // Test runs happen on the loopback device of the caller's namespace, index 1.
        foreach (var direction in new uint[] { 0, 1 })
        {
            Loader.Maps.Sources.Update(new() { IfIndex = 1, Direction = direction }, new() { Group = Group + direction });
        }
        SetConfig(ulong.MaxValue, CreditKeeper.Limit);
    }

    public DatapathLoader Loader { get; }

    /// <summary>The stage does not exist: what is admitted is counted as a failed clone.</summary>
    public void SetConfig(ulong deadlineNs, uint credit) =>
        Loader.Maps.Config.Update(0, new() { DeadlineNs = deadlineNs, StageIfIndex = int.MaxValue, CreditLimit = credit });

    public TestRunResult Receive(byte[] frame, SkbContext context = default) => Loader.Ingress.TestRun(frame, context);

    /// <summary>Counters of the ingress hook, over all CPUs.</summary>
    public (Tally Seen, Tally[] Dropped) Counters(uint group = Group)
    {
        var seen = default(Tally);
        var dropped = new Tally[AbiLimits.SourceDrops];
        foreach (var cpu in Loader.Maps.SourceCounters.TryLookup(group) ?? [])
        {
            seen += cpu.Seen.ToTally();
            for (var i = 0; i < dropped.Length; i++)
            {
                dropped[i] += cpu.Dropped[i].ToTally();
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
