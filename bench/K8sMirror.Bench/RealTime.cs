using System.ComponentModel;
using System.Runtime.InteropServices;

namespace K8sMirror.Bench;

/// <summary>The real-time policy SCHED_FIFO, so that the machine's other work does not interrupt.</summary>
internal static unsafe partial class RealTime
{
    private const int SCHED_FIFO = 1;

    /// <summary>Sets it for a thread, by default the calling one, until it ends.</summary>
    public static void Claim(int thread = 0)
    {
        var priority = 50;
        if (SetScheduler(thread, SCHED_FIFO, &priority) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "cannot have a real-time thread");
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, int* priority);
}
