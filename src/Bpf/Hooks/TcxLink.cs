using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bpf.Hooks;

/// <summary>A program attached to a traffic-control hook with TCX (Linux 6.6). Lives until its last descriptor and pin are gone.</summary>
public sealed class TcxLink : IDisposable
{
    internal const uint AttachIngress = 46;
    internal const uint AttachEgress = 47;

    // Without a relative object: before all existing programs.
    private const uint FlagBefore = 1 << 3;

    private TcxLink(KernelHandle handle) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public KernelHandle Handle { get; }

    /// <summary>Attaches; <paramref name="interfaceIndex"/> is in the calling thread's network namespace.</summary>
    /// <param name="program">A <c>SCHED_CLS</c> program.</param>
    /// <param name="interfaceIndex">Interface.</param>
    /// <param name="direction">Hook.</param>
    /// <param name="head">True: before all existing programs; false: after them.</param>
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
    /// <exception cref="KernelException">ENOENT: nothing is pinned there.</exception>
    public static TcxLink OpenPinned(string path) => new(BpfSystemCall.OpenPinned(path));

    /// <summary>Opens a pinned link; null if nothing is pinned there.</summary>
    public static TcxLink? TryOpenPinned(string path) => BpfSystemCall.TryOpenPinned(path) is { } handle ? new(handle) : null;

    /// <summary>Opens a link by its id; null if it is gone. Needs CAP_SYS_ADMIN.</summary>
    public static TcxLink? TryOpenById(uint id) =>
        BpfSystemCall.TryOpenById(BpfCommand.LinkById, id, $"open link {id}") is { } handle ? new(handle) : null;

    /// <summary>Replaces the program: each packet is handled by either the old one or the new one.</summary>
    /// <exception cref="KernelException">ENOLINK: the interface is gone.</exception>
    public void Update(BpfProgram program) => LinkCalls.Update(Handle, program);

    /// <summary>Detaches it at once, even if others hold it; the object stays, defunct.</summary>
    public void Detach() => LinkCalls.Detach(Handle);

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => BpfSystemCall.Pin(Handle, path);

    /// <summary>Reads its current state.</summary>
    public LinkState Read() => LinkCalls.Read(Handle);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    internal static uint AttachType(HookDirection direction) => direction == HookDirection.Ingress ? AttachIngress : AttachEgress;
}
