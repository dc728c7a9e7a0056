using System.Diagnostics;
using System.Globalization;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>
/// One frame in a loop that no plan can detect: source and tool are ports of the same switch outside the node. Measures how long it takes until
/// the breaker has ended the storm, and until the agent reports the edge.
/// </summary>
internal sealed class StormBenchmark(string agent, int times, TextWriter progress, CancellationToken cancelled)
{
    // A storm copies hundreds of frames in this time; if there is no copy at all, it has ended. The next test frame follows after a second.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    /// <summary>No IP, which a host's bridge filters may stop: a broadcast with an experimental EtherType.</summary>
    private static readonly byte[] Broadcast = [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, .. new byte[86]];

    public const string IsOver = "first frame of a loop → its storm is over";

    public IReadOnlyList<LifeRow> Run()
    {
        var ends = new List<double>();
        var warnings = new List<double>();
        for (var i = 0; i < times; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            progress.WriteLine($"storm {i + 1} of {times}");
            var (end, warning) = Storm();
            ends.Add(end);
            warnings.Add(warning);
        }
        return [new(IsOver, ends), new("first frame of a loop → the log names the edge", warnings)];
    }

    private (double End, double Warning) Storm()
    {
        using var pins = new BpfFsMount();
        using var node = new TestNetNs();
        using var outside = new TestNetNs();
        Connect(node, outside);
        var warnedAt = 0L;
        using var process = node.Start(agent, "run", "--mirror", "eth1@eth2", "--pin-dir", pins.At("k8smirror"), "--log-format", "json");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("came back to the source: a loop", StringComparison.Ordinal) == true)
            {
                Interlocked.CompareExchange(ref warnedAt, Stopwatch.GetTimestamp(), 0);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Eventually.True(() => IsProgrammed(node, pins), "the mirror is programmed");
            Thread.Sleep(100);
            using var sender = new FrameSender(outside, "br0");
            var (started, end) = Begin(node, sender);
            Eventually.True(() => Volatile.Read(ref warnedAt) != 0, "a warning");
            return (end, Stopwatch.GetElapsedTime(started, warnedAt).TotalMilliseconds);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            _ = Command.Try("nsenter", $"--net={node.Path}", agent, "cleanup", "--pin-dir", pins.At("k8smirror"));
        }
    }

    private static void Connect(TestNetNs node, TestNetNs outside)
    {
        outside.Ip("link add br0 type bridge mcast_snooping 0"); // Otherwise it sends packets itself, and they start the storm.
        foreach (var nic in new[] { "eth1", "eth2" })
        {
            node.Ip($"link add {nic} type veth peer name {nic} netns {outside.Name}");
            node.Ip($"link set {nic} up");
            outside.Ip($"link set {nic} up");
            outside.Ip($"link set {nic} master br0");
        }
        outside.Ip("link set br0 up");
        foreach (var nic in new[] { "eth1", "eth2" })
        {
            node.WaitUntilUp(nic);
            outside.WaitUntilUp(nic);
        }
    }

    private bool IsProgrammed(TestNetNs node, BpfFsMount pins) =>
        Command.Try("nsenter", $"--net={node.Path}", agent, "status", "--pin-dir", pins.At("k8smirror"), "-o", "json").Output
            .Contains("\"state\": \"Programmed\"", StringComparison.Ordinal);

    /// <summary>Sends the frame; once more if the switch was not ready. Returns when it was sent, and the length of the storm, in milliseconds.</summary>
    private static (long Started, double Length) Begin(TestNetNs node, FrameSender sender)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var before = node.Run(() => Sent("eth2"));
            var started = Stopwatch.GetTimestamp();
            sender.Send(Broadcast);
            if (node.Run(() => LastCopy(before, started)) is var last && last != started)
            {
                return (started, Stopwatch.GetElapsedTime(started, last).TotalMilliseconds);
            }
        }
        throw new TimeoutException("no storm");
    }

    /// <summary>When the tool's NIC sent the last copy; the start if it sent none.</summary>
    private static long LastCopy(long copies, long started)
    {
        var at = started;
        while (Stopwatch.GetElapsedTime(at) < Silence)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException("the storm does not end");
            }
            if (Sent("eth2") is var sent && sent != copies)
            {
                (copies, at) = (sent, Stopwatch.GetTimestamp());
            }
            Thread.Sleep(TimeSpan.FromMicroseconds(500));
        }
        return at;
    }

    /// <summary>Packets that a NIC of this thread's namespace has sent.</summary>
    private static long Sent(string nic) => File.ReadLines("/proc/thread-self/net/dev")
        .Select(line => line.Split((char[])[' ', ':'], StringSplitOptions.RemoveEmptyEntries)).Where(words => words[0] == nic)
        .Select(words => long.Parse(words[10], CultureInfo.InvariantCulture)).Single();
}
