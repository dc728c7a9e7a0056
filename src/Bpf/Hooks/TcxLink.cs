using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bpf.Hooks;

/// <summary>A program on a traffic-control hook by TCX (Linux 6.6). Lives until its last descriptor and pin are gone.</summary>
public sealed class TcxLink : IDisposable
{
    internal const uint AttachIngress = 46;
    internal const uint AttachEgress = 47;

    // With no relative object: before all that is there.
    private const uint FlagBefore = 1 << 3;

    private TcxLink(KernelHandle handle) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public KernelHandle Handle { get; }

    /// <summary>Attaches; the calling thread's network namespace is the one that <paramref name="interfaceIndex"/> is of.</summary>
    /// <param name="program">A <c>SCHED_CLS</c> program.</param>
    /// <param name="interfaceIndex">Interface.</param>
    /// <param name="direction">Hook.</param>
    /// <param name="head">Before all programs that are there now; else after them.</param>
    /// <exception cref="KernelException">EINVAL: no TCX here; ENODEV: no such interface.</exception>
    public static TcxLink Attach(BpfProgram program, int interfaceIndex, HookDirection direction, bool head = true)
    {
        using var use = program.Handle.Use();
        var attributes = new LinkCreateAttributes
        {
            ProgFd = use.Descriptor,
            TargetIfindex = (uint)interfaceIndex,
            AttachType = AttachType(direction),
            Flags = head ? FlagBefore : 0,
        };
        var operation = $"attach {program.Name} to interface {interfaceIndex} {direction} by TCX";
        return new(new KernelHandle(BpfSystemCall.Do(BpfCommand.LinkCreate, ref attributes, operation)));
    }

    /// <summary>Opens a pinned link.</summary>
    /// <exception cref="KernelException">ENOENT: nothing is there.</exception>
    public static TcxLink OpenPinned(string path) => new(BpfSystemCall.OpenPinned(path));

    /// <summary>Opens a pinned link; null if nothing is there.</summary>
    public static TcxLink? TryOpenPinned(string path) => BpfSystemCall.TryOpenPinned(path) is { } handle ? new(handle) : null;

    /// <summary>Opens a link by its id; null if it is gone. Needs CAP_SYS_ADMIN.</summary>
    public static TcxLink? TryOpenById(uint id) =>
        BpfSystemCall.TryOpenById(BpfCommand.LinkById, id, $"open link {id}") is { } handle ? new(handle) : null;

    /// <summary>Puts another program in its place: each packet sees the old one or the new one.</summary>
    /// <exception cref="KernelException">ENOLINK: the interface is gone.</exception>
    public void Update(BpfProgram program) => LinkCalls.Update(Handle, program);

    /// <summary>Detaches it at once, whoever else holds it; the object stays, defunct.</summary>
    public void Detach() => LinkCalls.Detach(Handle);

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => BpfSystemCall.Pin(Handle, path);

    /// <summary>Reads what it is now.</summary>
    public LinkState Read() => LinkCalls.Read(Handle);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    internal static uint AttachType(HookDirection direction) => direction == HookDirection.Ingress ? AttachIngress : AttachEgress;
}
