using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// Keeps the stage first in, first out. Its receiver needs GRO switched on to have a NAPI context, and GRO would hold TCP segments back
/// while others pass them; but it leaves alone a device that has a generic XDP program (netif_elide_gro). docs/datapath.md says what
/// it costs, and why the program is not in the driver's own XDP, which would copy each frame.
/// </summary>
internal static class StageOrder
{
    /// <summary>Puts the program there if it is not; never a reason not to mirror.</summary>
    /// <returns>Empty, or what is second best now.</returns>
    public static IReadOnlyList<string> Ensure(PinLayout pins, int receiver, BpfProgram program)
    {
        try
        {
            Place(pins.Link(PinLayout.OrderLink), receiver, program);
            return [];
        }
        catch (KernelException e)
        {
            return [$"copies of different flows may overtake each other by up to half a millisecond ({e.Message})"];
        }
    }

    private static void Place(string pin, int receiver, BpfProgram program)
    {
        // A pinned link, not an attachment by netlink: who tidies up foreign XDP programs on a node cannot take it off.
        using (var existing = XdpLink.TryOpenPinned(pin))
        {
            if (existing?.Read() is { } state && state.InterfaceIndex == receiver)
            {
                if (state.ProgramId != program.Id)
                {
                    existing.Update(program);
                }
                return;
            }
        }
        // That of an earlier stage; it was taken off with its device.
        File.Delete(pin);
        using var link = XdpLink.Attach(program, receiver, XdpMode.Generic);
        link.Pin(pin);
    }
}
