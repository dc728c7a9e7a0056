using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Programs;
using K8sMirror.Bpf.Threads;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>
/// Sends live frames from one veth on <see cref="SourceCpu"/>. Their whole path through the receiving NIC, until the softirq is done
/// with them, runs on that CPU before the next batch, so the time of a run, minus the waiting, is the cost of the receive path.
/// </summary>
internal sealed class Generator : IDisposable
{
    /// <summary>
    /// Frames between two waits. A receiving NIC handles up to 64 at once and hands the copies of each to the CPU's backlog of 1,000 (the
    /// kernel's default) before any of them continues: 64 frames to 16 targets would overflow it.
    /// </summary>
    public const int Batch = 32;

    public const int SourceCpu = 0;
    /// <summary>CPU for a mirror's work outside the source's CPU.</summary>
    public const int OtherCpu = 1;

    private readonly TestNetNs from;
    private readonly BpfProgram program;
    private readonly BpfMap<uint, Pace> control;

    /// <param name="from">Namespace that it sends from.</param>
    /// <param name="interfaceIndex">NIC that it sends on.</param>
    /// <param name="addresses">Number of source addresses to use in turn; 0 for one.</param>
    public Generator(TestNetNs from, int interfaceIndex, int addresses = 0)
    {
        this.from = from;
        using var bpf = EmbeddedBpf.Open("generator");
        bpf.SetGlobal("to_ifindex", (uint)interfaceIndex);
        bpf.SetGlobal("addresses", (uint)addresses);
        bpf.Load();
        program = bpf.Program("generate");
        control = bpf.Map<uint, Pace>("control");
    }

    /// <summary>Sends; returns nanoseconds per frame on the source's CPU, without waiting and skipped frames.</summary>
    public double Send(byte[] frame, int frames, TimeSpan interval, int skip = 0)
    {
        control.Update(0, new() { IntervalNs = (ulong)interval.TotalNanoseconds, Skip = (ulong)skip });
        from.Run(() =>
        {
            ThreadScheduling.SetCpus(0, [SourceCpu]);
            RealTime.Claim();
            program.SendLive(frame, frames, ingressIndex: 0, Batch);
        });
        var pace = control.Lookup(0);
        return (pace.LastNs - pace.FirstNs - pace.LastWaitedNs) / (double)(frames - skip - Batch);
    }

    public void Dispose()
    {
        program.Dispose();
        control.Dispose();
    }
}
