using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Threads;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Moves the stage's receiver off the production CPUs, and sees to it that production pays no wake-ups.</summary>
internal static class StageThread
{
    /// <summary>
    /// Measured: waking an idle receiver for each frame costs the source 1,300 ns more than one that polls by a timer. In 100 µs the ring
    /// fills at 2.2 million frames a second, more than the stage can send on; shorter intervals only cost CPU time (with 20 µs and 100
    /// rounds a trickle of frames kept the thread at 16 % of a CPU).
    /// </summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMicroseconds(100);
    private const int PollRounds = 5;

    /// <summary>How it runs now, and what is second best about it.</summary>
    public static (string Thread, IReadOnlyList<string> Warnings) Start(Link receiver, DatapathOptions options)
    {
        var warnings = new List<string>();
        var threading = NapiThreads.Enable(receiver);
        if (!threading.IsThreaded)
        {
            warnings.Add($"the stage has no thread of its own ({threading.Explanation}): copies are sent in softirq, which can run on production's CPUs");
        }
        var polling = NapiThreads.SetPolling(receiver, PollRounds, PollInterval);
        if (polling.Length > 0)
        {
            warnings.Add($"the stage is woken for each frame ({polling}): each copy costs the source about a microsecond more");
        }
        var tuned = threading.Threads.Where(t => IsStageThread(t, receiver)).ToList();
        foreach (var thread in tuned)
        {
            Tune(thread, options, warnings);
        }
        if (tuned.Count == 0 && threading.IsThreaded && (options.StageCpus.Count > 0 || options.StageIdlePriority))
        {
            warnings.Add("the stage's thread keeps the kernel's priority and CPUs: it cannot be seen from this PID namespace (hostPID mends that)");
        }
        return (threading.IsThreaded ? $"thread ({threading.Way})" : "softirq", warnings);
    }

    /// <summary>The kernel tells the thread's number in the first PID namespace; ours may have another process by that number.</summary>
    private static bool IsStageThread(int thread, Link receiver)
    {
        try
        {
            return File.ReadAllText($"/proc/{thread}/comm").StartsWith($"napi/{receiver.Name}", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Tune(int thread, DatapathOptions options, List<string> warnings)
    {
        try
        {
            ThreadScheduling.SetIdle(thread, options.StageIdlePriority);
            if (options.StageCpus.Count > 0)
            {
                ThreadScheduling.SetCpus(thread, options.StageCpus);
            }
        }
        catch (KernelException e)
        {
            var remedy = e.Errno == Errno.EPERM ? "CAP_SYS_NICE mends that" : "look at --stage-cpus";
            warnings.Add($"the stage's thread keeps the kernel's priority or CPUs ({e.Message}): {remedy}");
        }
    }
}
