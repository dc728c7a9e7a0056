using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bpf.Hooks;

/// <summary>A program on a device's XDP hook. Lives until its last descriptor and pin are gone.</summary>
public sealed class XdpLink : IDisposable
{
    private const uint AttachXdp = 37;

    private XdpLink(KernelHandle handle) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public KernelHandle Handle { get; }

    /// <summary>Attaches; the calling thread's network namespace is the one that <paramref name="interfaceIndex"/> is of.</summary>
    /// <exception cref="KernelException">EBUSY: another program is there; EOPNOTSUPP: not in this driver; ENODEV.</exception>
    public static XdpLink Attach(BpfProgram program, int interfaceIndex, XdpMode mode = XdpMode.Native)
    {
        using var use = program.Handle.Use();
        var attributes = new LinkCreateAttributes
        {
            ProgFd = use.Descriptor,
            TargetIfindex = (uint)interfaceIndex,
            AttachType = AttachXdp,
            Flags = (uint)mode,
        };
        var operation = $"attach {program.Name} to interface {interfaceIndex} by XDP ({mode})";
        return new(new KernelHandle(BpfSystemCall.Do(BpfCommand.LinkCreate, ref attributes, operation)));
    }

    /// <summary>Opens a pinned link; null if nothing is there.</summary>
    public static XdpLink? TryOpenPinned(string path) => BpfSystemCall.TryOpenPinned(path) is { } handle ? new(handle) : null;

    /// <summary>Puts another program in its place: each packet sees the old one or the new one.</summary>
    public void Update(BpfProgram program) => LinkCalls.Update(Handle, program);

    /// <summary>Takes it off at once, whoever else holds it.</summary>
    public void Detach() => LinkCalls.Detach(Handle);

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => BpfSystemCall.Pin(Handle, path);

    /// <summary>Reads what it is now.</summary>
    public LinkState Read() => LinkCalls.Read(Handle);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
