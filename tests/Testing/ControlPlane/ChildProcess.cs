using System.Collections.Concurrent;
using System.Diagnostics;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>A process that the kernel kills when the test process ends, however it ends.</summary>
public sealed class ChildProcess : IDisposable
{
    // The kernel sends the signal when the *thread* that forked ends, so pool threads must not fork.
    private static readonly BlockingCollection<Action> Forks = StartForking();

    private readonly Process process;
    private readonly StreamWriter log;
    private bool disposed;

    private ChildProcess(Process process, StreamWriter log)
    {
        this.process = process;
        this.log = log;
    }

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <summary>True if it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Starts a program; both its outputs are appended to <paramref name="logPath"/>.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string logPath, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("setpriv") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["--pdeathsig", "KILL", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var log = new StreamWriter(new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        var started = new TaskCompletionSource();
        Forks.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        started.Task.GetAwaiter().GetResult();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, log);
    }

    /// <summary>SIGKILL, and waits until it has ended.</summary>
    public void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.WaitForExit();
    }

    /// <summary>Sends a signal by name, such as TERM or STOP.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended; returns its exit code.</summary>
    public async Task<int> WaitAsync(TimeSpan within)
    {
        await process.WaitForExitAsync().WaitAsync(within).ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        Kill();
        process.Dispose();
        lock (log)
        {
            log.Dispose();
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        if (line is not null)
        {
            lock (log)
            {
                if (log.BaseStream?.CanWrite == true)
                {
                    log.WriteLine(line);
                }
            }
        }
    }

    private static BlockingCollection<Action> StartForking()
    {
        var forks = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var fork in forks.GetConsumingEnumerable())
            {
                fork();
            }
        })
        { IsBackground = true, Name = "forks" }.Start();
        return forks;
    }
}
