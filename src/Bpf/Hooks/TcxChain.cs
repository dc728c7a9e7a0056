using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf.Hooks;

/// <summary>All programs on one TCX hook, in execution order.</summary>
/// <param name="Programs">First to run first.</param>
/// <param name="Revision">Grows with every change of the chain.</param>
public sealed record TcxChain(IReadOnlyList<TcxChainEntry> Programs, ulong Revision)
{
    private const int Room = 64; // BPF_MPROG_MAX

    /// <summary>Reads the chain; <paramref name="interfaceIndex"/> is in the calling thread's network namespace.</summary>
    /// <exception cref="KernelException">EINVAL: no TCX here; ENODEV: no such interface.</exception>
    public static unsafe TcxChain Query(int interfaceIndex, HookDirection direction)
    {
        var programs = stackalloc uint[Room];
        var links = stackalloc uint[Room];
        var attributes = new QueryAttributes
        {
            TargetIfindex = (uint)interfaceIndex,
            AttachType = TcxLink.AttachType(direction),
            ProgIds = (nint)programs,
            LinkIds = (nint)links,
            Count = Room,
        };
        BpfSystemCall.Do(BpfCommand.QueryPrograms, ref attributes, $"query the TCX chain of interface {interfaceIndex} {direction}");
        var entries = new TcxChainEntry[attributes.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new(programs[i], links[i]);
        }
        return new(entries, attributes.Revision);
    }
}
