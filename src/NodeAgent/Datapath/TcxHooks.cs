using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>TCX links, pinned. A pin below our folder is ours; everything else on the hook is not touched.</summary>
internal sealed class TcxHooks(PinLayout pins) : IHooks
{
    /// <inheritdoc/>
    public string Name => "tcx";

    /// <inheritdoc/>
    public IReadOnlyList<(int Index, EdgeDirection Direction)> List() => pins.PinnedHooks();

    /// <inheritdoc/>
    public void Ensure(int index, EdgeDirection direction, BpfProgram program) =>
        Ensure(pins.Hook(index, direction), index, direction == EdgeDirection.Ingress ? HookDirection.Ingress : HookDirection.Egress, program);

    /// <inheritdoc/>
    public void EnsureStage(int index, BpfProgram program) => Ensure(pins.Link(PinLayout.StageLink), index, HookDirection.Ingress, program);

    /// <inheritdoc/>
    public void Remove(int index, EdgeDirection direction) => Remove(pins.Hook(index, direction));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Links are opened for a moment each; the pins hold them.
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
