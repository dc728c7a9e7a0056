using K8sMirror.Bpf;
using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Pins;

namespace K8sMirror.NodeAgent.Datapath.Hooks;

/// <summary>Chooses how to attach by trying it on the cutter, where it must work anyway.</summary>
internal static class HookChoice
{
    /// <exception cref="KernelException">The requested mode does not work, or none does.</exception>
    public static IHooks Choose(AttachMode mode, PinLayout pins, CutterDevice cutter, BpfProgram seal, BpfProgram fanOut)
    {
        if (mode != AttachMode.Clsact)
        {
            var tcx = new TcxHooks(pins);
            try
            {
                tcx.EnsurePair(cutter, seal, fanOut);
                return tcx;
            }
            catch (KernelException e) when (mode == AttachMode.Auto && e.Errno is Errno.EINVAL or Errno.EOPNOTSUPP)
            {
                // No TCX before Linux 6.6; clsact is in every kernel that runs our programs.
            }
        }
        var clsact = new ClsactFilters(pins);
        clsact.EnsurePair(cutter, seal, fanOut);
        return clsact;
    }
}
