using K8sMirror.Bpf.Threads;

namespace K8sMirror.Bench;

/// <summary>Keeps a CPU from everything else with a real-time thread, until disposed; the kernel leaves a few per cent to others.</summary>
internal sealed class CpuHog : IDisposable
{
    private readonly Thread thread;
    private volatile bool stop;

    public CpuHog(int cpu)
    {
        using var started = new ManualResetEventSlim();
        thread = new Thread(() =>
        {
            ThreadScheduling.SetCpus(0, [cpu]);
            RealTime.Claim();
            started.Set();
            while (!stop)
            {
                Thread.SpinWait(100);
            }
        });
        thread.Start();
        started.Wait();
    }

    public void Dispose()
    {
        stop = true;
        thread.Join();
    }
}
