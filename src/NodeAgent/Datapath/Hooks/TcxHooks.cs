using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Pins;

namespace K8sMirror.NodeAgent.Datapath.Hooks;

/// <summary>TCX links, pinned. A pin below our folder is ours; everything else on the hook is not touched.</summary>
internal sealed class TcxHooks(PinLayout pins) : IHooks
{
    /// <inheritdoc/>
    public string Name => "tcx";

    /// <inheritdoc/>
    public IReadOnlyList<AttachPoint> List() => pins.PinnedHooks();

    /// <inheritdoc/>
    public void Ensure(AttachPoint at, BpfProgram program) =>
        Ensure(pins.Hook(at), at.Index, at.Direction == EdgeDirection.Ingress ? HookDirection.Ingress : HookDirection.Egress, program);

    /// <summary>Takes over a hook that ABI v1 left: the same link, so that each packet passes the old program or the new one.</summary>
    /// <param name="former">The link's pin.</param>
    /// <param name="at">Hook.</param>
    /// <param name="program">The new program.</param>
    public void TakeOver(string former, AttachPoint at, BpfProgram program)
    {
        var pin = pins.Hook(at);
        using var link = TcxLink.TryOpenPinned(former);
        if (link is not null && !File.Exists(pin) && link.Read().InterfaceIndex == at.Index)
        {
            link.Update(program);
            link.Pin(pin);
        }
        File.Delete(former);
    }

    /// <inheritdoc/>
    public void EnsurePair(PairDevice pair, BpfProgram sender, BpfProgram receiver)
    {
        // The receiver first: frames that come out must pass it.
        Ensure(pins.Link(pair.Traits.OutLink), pair.ReceiverIndex, HookDirection.Ingress, receiver);
        Ensure(pins.Link(pair.Traits.InLink), pair.SenderIndex, HookDirection.Egress, sender);
    }

    /// <inheritdoc/>
    public void RemovePair(PairDevice pair)
    {
        Remove(pins.Link(pair.Traits.InLink));
        Remove(pins.Link(pair.Traits.OutLink));
    }

    /// <inheritdoc/>
    public void Remove(AttachPoint at) => Remove(pins.Hook(at));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Links are opened only briefly; the pins hold them.
    }

    private static void Ensure(string pin, int index, HookDirection direction, BpfProgram program)
    {
        using (var existing = TcxLink.TryOpenPinned(pin))
        {
            if (existing is not null && Adopt(existing, index, direction, program))
            {
                return;
            }
        }
        Remove(pin);
        if (TcxChain.Query(index, direction).Programs.Any(p => p.ProgramId == program.Id))
        {
            // Its pin is hidden by a bpffs that somebody mounted over ours. A second link would copy everything twice, and the
            // first one reads the same maps.
            return;
        }
        using var link = TcxLink.Attach(program, index, direction, head: true);
        link.Pin(pin);
    }

    /// <summary>False if the link is dead, is on another NIC, or is no longer first: another program could hide packets from it.</summary>
    private static bool Adopt(TcxLink link, int index, HookDirection direction, BpfProgram program)
    {
        var state = link.Read();
        if (state.InterfaceIndex != index || TcxChain.Query(index, direction).Programs is not [var first, ..] || first.LinkId != state.LinkId)
        {
            return false;
        }
        if (state.ProgramId != program.Id)
        {
            link.Update(program);
        }
        return true;
    }

    private static void Remove(string pin)
    {
        using var link = TcxLink.TryOpenPinned(pin);
        if (link is null)
        {
            return;
        }
        try
        {
            link.Detach();
        }
        catch (KernelException)
        {
            // Its NIC is gone, and the attachment with it.
        }
        File.Delete(pin);
    }
}
