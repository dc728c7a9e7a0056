using System.Diagnostics;
using System.Globalization;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>
/// Latencies of the agent when NICs come and go: from the kernel's announcement of a NIC (rtnetlink, as received here) until the agent's
/// program is on its hook, which is the agent's last step. Also the agent's start, and its use of resources when idle.
/// </summary>
internal sealed class LifeBenchmark(string agent, int times, TextWriter progress, CancellationToken cancelled) : IDisposable
{
    private const string Pattern = "n*";
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private readonly TestNetNs node = new();
    private readonly BpfFsMount pins = new();
    private readonly DirectoryInfo manifests = Directory.CreateTempSubdirectory("k8sm-bench-");
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> log = new();
    private Process? process;

    public LifeResults Run(Machine machine) => node.Run(() => RunInside(machine));

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _ = Command.Try("nsenter", $"--net={node.Path}", agent, "cleanup", "--pin-dir", pins.At("k8smirror"));
        manifests.Delete(recursive: true);
        node.Dispose();
        pins.Dispose();
    }

    private LifeResults RunInside(Machine machine)
    {
        File.WriteAllText(Path.Combine(manifests.FullName, "bench.yaml"), $$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: bench}
            spec:
              sources: [{interface: "{{Pattern}}", direction: Ingress}]
              targets: [{name: tool, interface: t0}]

            """);
        using var links = new LinkControl();
        var (target, tool) = links.CreateVeth(new("t0", "t0-far"));
        var (first, far) = links.CreateVeth(new("n0", "far0"));
        foreach (var link in new[] { target, tool, first, far })
        {
            links.SetUp(link.Index, up: true);
        }
        var cold = new List<double>();
        var warm = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            progress.WriteLine($"start {i + 1} of 10");
            cold.Add(Start(() => IsProgrammed(first.Index)));
            Kill();
            // Its mirrors are programmed, so the pins are adopted; it has started once it answers with its status.
            warm.Add(Start(() => Answers()));
            Kill();
            node.Exec(agent, "cleanup", "--pin-dir", pins.At("k8smirror"));
        }
        Start(() => IsProgrammed(first.Index));
        var (share, idle) = DoNothing();
        var rows = new List<LifeRow>
        {
            new("agent started → first NIC programmed (nothing in the kernel yet)", cold),
            new("agent started again → answers with its mirrors programmed (pins adopted)", warm),
            Events("a NIC appears → programmed", i => links.CreateVeth(new($"n{i + 1}", $"far{i + 1}")).End.Index, links.Delete),
            Recreated(links),
            Renamed(links),
        };
        return new(machine, rows, share, idle, ResidentMiB(), new FileInfo(agent).Length / 1048576.0);
    }

    /// <summary>Share of a core, and resident memory afterwards.</summary>
    private (double Share, double ResidentMiB) DoNothing()
    {
        progress.WriteLine($"nothing to do for {Idle.TotalSeconds:0} s");
        Thread.Sleep(TimeSpan.FromSeconds(2)); // Its start is complete by then.
        var (started, before) = (Stopwatch.GetTimestamp(), CpuTime.Of(process!.Id));
        cancelled.WaitHandle.WaitOne(Idle);
        cancelled.ThrowIfCancellationRequested();
        return ((CpuTime.Of(process.Id) - before) / Stopwatch.GetElapsedTime(started).TotalNanoseconds, ResidentMiB());
    }

    private LifeRow Recreated(LinkControl links)
    {
        var index = links.CreateVeth(new("n-again", "far-again")).End.Index;
        Until(() => IsProgrammed(index), "the NIC is programmed");
        return Events("a NIC is deleted and made again under its name → programmed", _ =>
        {
            links.Delete(index);
            return index = links.CreateVeth(new("n-again", "far-again")).End.Index;
        }, _ => { });
    }

    private LifeRow Renamed(LinkControl links)
    {
        var index = links.CreateVeth(new("spare", "far-spare")).End.Index;
        return Events("a NIC gets a name that is mirrored → programmed", _ =>
        {
            links.Rename(index, "n-spare");
            return index;
        }, i =>
        {
            links.Rename(i, "spare");
            Until(() => !IsProgrammed(i), "the NIC is let go");
        });
    }

    private LifeRow Events(string what, Func<int, int> change, Action<int> undo)
    {
        progress.WriteLine(what);
        var samples = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var heard = 0L;
            int index;
            using (var monitor = new LinkMonitor(_ => Volatile.Write(ref heard, Stopwatch.GetTimestamp())))
            {
                index = change(i);
                var done = Stopwatch.GetTimestamp();
                // The last of several messages; the kernel sends it before the change returns, and this process receives it soon after.
                Until(() => IsProgrammed(index), "the NIC is programmed");
                var programmed = Stopwatch.GetTimestamp();
                var word = Volatile.Read(ref heard) is var h and not 0 && h < done ? h : done;
                samples.Add(Stopwatch.GetElapsedTime(word, programmed).TotalMilliseconds);
            }
            undo(index);
            Settle();
        }
        return new(what, samples);
    }

    // The passes that the undoing caused must not be mistaken for the next event's.
    private void Settle()
    {
        cancelled.ThrowIfCancellationRequested();
        Thread.Sleep(50);
    }

    private double Start(Func<bool> isUp)
    {
        var started = Stopwatch.GetTimestamp();
        process = node.Start(agent, ["run", "--manifests", manifests.FullName, "--pin-dir", pins.At("k8smirror"), "--log-format", "json"]);
        process.OutputDataReceived += (_, _) => { };
        log.Clear();
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Until(isUp, "the agent is up");
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private void Kill()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        process = null;
    }

    private bool Answers() => Command.Try("nsenter", $"--net={node.Path}", agent, "status", "--pin-dir", pins.At("k8smirror"), "-o", "json").Output is var answer
        && answer.Contains("\"agentIsRunning\": true", StringComparison.Ordinal) && answer.Contains("\"state\": \"Programmed\"", StringComparison.Ordinal);

    private static bool IsProgrammed(int index)
    {
        try
        {
            return TcxChain.Query(index, HookDirection.Ingress).Programs.Count > 0;
        }
        catch (KernelException e) when (e.Errno == Errno.ENODEV)
        {
            return false;
        }
    }

    /// <summary>Checks every 50 µs; waiting through the scheduler would take a good part of the measured time.</summary>
    private void Until(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException($"waited 20 s in vain: {what}; the agent's last words: {string.Join('\n', log.TakeLast(5))}");
            }
            Thread.Sleep(TimeSpan.FromMicroseconds(50));
        }
    }

    private double ResidentMiB() => File.ReadLines($"/proc/{process!.Id}/status")
        .Where(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(l => double.Parse(l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).Single();
}
