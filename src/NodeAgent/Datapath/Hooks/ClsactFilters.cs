using System.Globalization;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Pins;

namespace K8sMirror.NodeAgent.Datapath.Hooks;

/// <summary>
/// clsact filters, for kernels without TCX. They need no pin: the filter holds the program. A folder in the pin directory for each qdisc
/// that we made says that we may remove it.
/// </summary>
internal sealed class ClsactFilters(PinLayout pins) : IHooks
{
    private const uint Handle = 0x6b38;
    private static readonly ClsactPlace SourcePlace = new("k8smirror", 1, Handle);
    private static readonly ClsactPlace CutterPlace = new("k8smirror-cutter", 1, Handle);
    private readonly ClsactHooks filters = new();
    private readonly LinkReader links = new();

    /// <inheritdoc/>
    public string Name => "clsact";

    private string Made => Path.Combine(pins.Version, "clsact");

    /// <inheritdoc/>
    public IReadOnlyList<AttachPoint> List() =>
    [
        .. from link in links.Read().All
        from direction in new[] { EdgeDirection.Ingress, EdgeDirection.Egress }
        where filters.Read(link.Index, HookOf(direction)).Any(SourcePlace.IsOf)
        select new AttachPoint(link.Index, direction),
    ];

    /// <inheritdoc/>
    public void Ensure(AttachPoint at, BpfProgram program) => Ensure(at.Index, HookOf(at.Direction), program, SourcePlace);

    /// <inheritdoc/>
    public void EnsurePair(PairDevice pair, BpfProgram sender, BpfProgram receiver)
    {
        Ensure(pair.ReceiverIndex, HookDirection.Ingress, receiver, CutterPlace);
        Ensure(pair.SenderIndex, HookDirection.Egress, sender, CutterPlace);
    }

    /// <inheritdoc/>
    public void RemovePair(PairDevice pair)
    {
        // The filters end with the devices; the entries that mark their qdiscs as ours do not.
        foreach (var mark in new[] { pair.SenderIndex, pair.ReceiverIndex }.Select(MarkOf).Where(Directory.Exists))
        {
            Directory.Delete(mark);
        }
    }

    /// <inheritdoc/>
    public void Remove(AttachPoint at)
    {
        try
        {
            filters.Detach(at.Index, HookOf(at.Direction), SourcePlace);
            var mark = MarkOf(at.Index);
            if (Directory.Exists(mark) && filters.RemoveQdiscIfUnused(at.Index))
            {
                Directory.Delete(mark);
            }
        }
        catch (KernelException e) when (e.Errno is Errno.ENODEV or Errno.ENOENT or Errno.EINVAL)
        {
            // The NIC is gone, and its filters with it.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        filters.Dispose();
        links.Dispose();
    }

    private static HookDirection HookOf(EdgeDirection direction) =>
        direction == EdgeDirection.Ingress ? HookDirection.Ingress : HookDirection.Egress;

    private string MarkOf(int index) => Path.Combine(Made, index.ToString(CultureInfo.InvariantCulture));

    private void Ensure(int index, HookDirection direction, BpfProgram program, ClsactPlace place)
    {
        if (filters.EnsureQdisc(index))
        {
            Directory.CreateDirectory(MarkOf(index));
        }
        if (filters.Read(index, direction).FirstOrDefault(place.IsOf)?.ProgramId != program.Id)
        {
            filters.Attach(index, direction, program, place);
        }
    }
}
