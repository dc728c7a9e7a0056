using System.Runtime.InteropServices;

namespace K8sMirror.E2E.Faults;

/// <summary>One thread of another process that stands still until disposed, while the others go on: a debugger's way.</summary>
internal sealed partial class FrozenThread : IDisposable
{
    private const int PtraceAttach = 16;
    private const int PtraceDetach = 17;
    private const int WaitAll = 0x40000000;
    private readonly ManualResetEventSlim release = new();
    private readonly TaskCompletionSource stopped = new();
    private readonly Thread tracer;

    /// <summary>Stops the thread of that name; returns when it stands.</summary>
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

    /// <summary>The kernel wants all of it from one and the same thread, and lets go when that ends.</summary>
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
