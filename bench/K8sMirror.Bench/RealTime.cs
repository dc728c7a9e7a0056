using System.ComponentModel;
using System.Runtime.InteropServices;

namespace K8sMirror.Bench;

/// <summary>The real-time policy SCHED_FIFO: what else the machine has to do cannot get in between.</summary>
internal static unsafe partial class RealTime
{
    private const int SCHED_FIFO = 1;

    /// <summary>For the calling thread, until it ends.</summary>
    public static void Claim()
    {
        var priority = 50;
        if (SetScheduler(0, SCHED_FIFO, &priority) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "cannot have a real-time thread");
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, int* priority);
}
