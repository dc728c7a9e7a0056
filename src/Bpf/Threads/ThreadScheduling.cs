using K8sMirror.Bpf.Interop;
using Tmds.Linux;

namespace K8sMirror.Bpf.Threads;

/// <summary>CPU affinity and priority of threads; process ids are those of our PID namespace. Needs CAP_SYS_NICE for kernel threads.</summary>
public static unsafe class ThreadScheduling
{
    private const int MaxCpus = 1024;

    /// <summary>Keeps the thread on <paramref name="cpus"/>.</summary>
    /// <exception cref="KernelException">ESRCH: no such thread; EINVAL: no such CPU; EPERM.</exception>
    public static void SetCpus(int thread, IEnumerable<int> cpus)
    {
        var mask = stackalloc ulong[MaxCpus / 64];
        new Span<ulong>(mask, MaxCpus / 64).Clear();
        foreach (var cpu in cpus)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cpu, (uint)MaxCpus);
            mask[cpu / 64] |= 1ul << (cpu % 64);
        }
        Check(LibC.sched_setaffinity(thread, MaxCpus / 8, (cpu_set_t*)mask), $"set the CPUs of thread {thread}");
    }

    /// <summary>The CPUs that it may run on.</summary>
    public static IReadOnlyList<int> GetCpus(int thread)
    {
        var mask = stackalloc ulong[MaxCpus / 64];
        new Span<ulong>(mask, MaxCpus / 64).Clear();
        Check(LibC.sched_getaffinity(thread, MaxCpus / 8, (cpu_set_t*)mask), $"read the CPUs of thread {thread}");
        var cpus = new List<int>();
        for (var cpu = 0; cpu < MaxCpus; cpu++)
        {
            if ((mask[cpu / 64] >> (cpu % 64) & 1) != 0)
            {
                cpus.Add(cpu);
            }
        }
        return cpus;
    }

    /// <summary>SCHED_IDLE: it runs only when nothing else needs the CPU; false returns to the normal policy.</summary>
    public static void SetIdle(int thread, bool idle)
    {
        var parameter = 0;
        Check(UndeclaredCalls.sched_setscheduler(thread, idle ? LibC.SCHED_IDLE : LibC.SCHED_OTHER, &parameter), $"set the scheduling policy of thread {thread}");
    }

    /// <summary>True under SCHED_IDLE.</summary>
    public static bool IsIdle(int thread) => Check(LibC.sched_getscheduler(thread), $"read the scheduling policy of thread {thread}") == LibC.SCHED_IDLE;

    /// <summary>Niceness, from -20 (most favoured) to 19 (least favoured).</summary>
    public static void SetNice(int thread, int nice) => Check(UndeclaredCalls.setpriority(0, thread, nice), $"set the niceness of thread {thread}");

    private static int Check(int result, string operation) => result >= 0 ? result : throw KernelException.Last(operation);
}
