using K8sMirror.Bpf;

namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>
/// Maps without preallocation take elements from a small per-CPU stock that the kernel refills a moment later (bpf_mem_alloc, Linux 6.1);
/// many new elements in a row run it dry.
/// </summary>
internal static class Unhurried
{
    private const int Attempts = 200;

    /// <summary>Repeats it while the stock is being refilled.</summary>
    /// <exception cref="KernelException">Any other error; ENOMEM if memory is really short.</exception>
    public static void Do(Action update)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                update();
                return;
            }
            catch (KernelException e) when (e.Errno == Errno.ENOMEM && attempt < Attempts)
            {
                Thread.Sleep(1);
            }
        }
    }
}
