using System.Runtime.InteropServices;

namespace K8sMirror.E2E.Faults;

/// <summary>Stops one thread of another process until disposed, while the others continue, like a debugger.</summary>
internal sealed partial class FrozenThread : IDisposable
{
    private const int PtraceAttach = 16;
    private const int PtraceDetach = 17;
    private const int WaitAll = 0x40000000;
    private readonly ManualResetEventSlim release = new();
    private readonly TaskCompletionSource stopped = new();
    private readonly Thread tracer;

    /// <summary>Stops the thread with this name; returns when it has stopped.</summary>
    public FrozenThread(int process, string name)
    {
        var thread = Directory.GetDirectories($"/proc/{process}/task").Single(task => File.ReadAllText($"{task}/comm").Trim() == name);
        var id = int.Parse(Path.GetFileName(thread), System.Globalization.CultureInfo.InvariantCulture);
        tracer = new(() => Hold(id)) { IsBackground = true, Name = "tracer" };
        tracer.Start();
        stopped.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        release.Set();
        tracer.Join();
        release.Dispose();
    }

    /// <summary>The kernel requires one thread for all ptrace calls, and releases the stopped thread when that one ends.</summary>
    private void Hold(int id)
    {
        if (PTrace(PtraceAttach, id, 0, 0) != 0 || WaitPid(id, 0, WaitAll) != id)
        {
            stopped.SetException(new InvalidOperationException($"Thread {id} cannot be stopped: error {Marshal.GetLastPInvokeError()}."));
            return;
        }
        stopped.SetResult();
        release.Wait();
        _ = PTrace(PtraceDetach, id, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial long PTrace(long request, int id, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int id, nint status, int options);
}
