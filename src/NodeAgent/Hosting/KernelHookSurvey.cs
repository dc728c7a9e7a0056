using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Reads TCX chains and clsact filters of this network namespace.</summary>
internal sealed class KernelHookSurvey : IHookSurvey
{
    // Prefix of every program in bpf/; a name is enough for display.
    private const string OurPrefix = "k8sm_";
    private const int LoopbackIndex = 1; // Every namespace has it, and nothing needs to be attached there.

    /// <inheritdoc/>
    public string Attach
    {
        get
        {
            try
            {
                TcxChain.Query(LoopbackIndex, HookDirection.Ingress);
                return "tcx";
            }
            catch (KernelException e) when (e.Errno == Errno.EINVAL)
            {
                return "clsact";
            }
            catch (KernelException e)
            {
                return $"unknown ({e.Message})";
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Others(int interfaceIndex, EdgeDirection direction)
    {
        var hook = direction == EdgeDirection.Ingress ? HookDirection.Ingress : HookDirection.Egress;
        return [.. Tcx(interfaceIndex, hook), .. Clsact(interfaceIndex, hook)];
    }

    private static List<string> Tcx(int interfaceIndex, HookDirection hook)
    {
        try
        {
            return [.. TcxChain.Query(interfaceIndex, hook).Programs.Select(Name).Where(n => !n.StartsWith(OurPrefix, StringComparison.Ordinal))];
        }
        catch (KernelException)
        {
            return [];
        }
    }

    private static string Name(TcxChainEntry entry)
    {
        try
        {
            using var program = BpfProgram.TryOpenById(entry.ProgramId);
            return $"{(program is { Name.Length: > 0 } ? program.Name : "a program")} (tcx, id {entry.ProgramId})";
        }
        catch (KernelException)
        {
            // Reading its name needs more permissions than seeing it.
            return $"a program (tcx, id {entry.ProgramId})";
        }
    }

    private static List<string> Clsact(int interfaceIndex, HookDirection hook)
    {
        try
        {
            using var clsact = new ClsactHooks();
            return
            [
                .. clsact.Read(interfaceIndex, hook)
                    .Where(f => !f.Name.StartsWith(OurPrefix, StringComparison.Ordinal))
                    .Select(f => f.Name.Length > 0 ? $"{f.Name} (clsact, priority {f.Priority})" : $"a {f.Kind} filter (clsact, priority {f.Priority})"),
            ];
        }
        catch (KernelException)
        {
            return [];
        }
    }
}
