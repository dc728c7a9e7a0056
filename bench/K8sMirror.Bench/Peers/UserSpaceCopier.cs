using System.Diagnostics;

namespace K8sMirror.Bench.Peers;

/// <summary>daemonlogger as a soft tap: a user-space process for each target that reads the source and writes the target.</summary>
internal sealed class UserSpaceCopier : IMirror
{
    private readonly List<Process> processes = [];

    public string Name => "daemonlogger";

    public IReadOnlyList<int> Processes => [.. processes.Select(p => p.Id)];

    public void Start(Rig rig)
    {
        foreach (var target in rig.TargetNames)
        {
            // nsenter and taskset replace themselves, so the process is the copier.
            processes.Add(rig.Node.Start("taskset", "-c", $"{Generator.OtherCpu}", "daemonlogger", "-i", "s0", "-o", target));
        }
        foreach (var process in processes)
        {
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        Thread.Sleep(1000); // It does not report when it is ready; opening the socket takes milliseconds.
        if (processes.Any(p => p.HasExited))
        {
            throw new InvalidOperationException("daemonlogger ended at once");
        }
        // Like the generator: the machine's other work must not be measured. On an otherwise idle machine nothing changes.
        processes.ForEach(p => RealTime.Claim(p.Id));
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
