using System.Text.Json;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>The agent as a separate process in a node's namespace; started, queried and killed like by a person.</summary>
internal sealed class AgentProcess(TestNetNs node, string pins) : IDisposable
{
    /// <summary>K8SMIRROR_AGENT names another binary, such as the published native one.</summary>
    private static readonly string Binary =
        Environment.GetEnvironmentVariable("K8SMIRROR_AGENT") ?? Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");

    private readonly System.Collections.Concurrent.ConcurrentQueue<string> log = new();
    private System.Diagnostics.Process? process;

    /// <summary>Its log, one JSON object per line.</summary>
    public IReadOnlyCollection<string> Log => log;

    /// <summary>Starts it, and waits until it mirrors.</summary>
    /// <param name="line">What to mirror.</param>
    /// <param name="capabilities">For setpriv, such as <c>-all,+bpf</c>; empty for all.</param>
    public void Start(string line, string capabilities = "") => Start(capabilities, ["--mirror", line]);

    /// <summary>The same with other options instead of <c>--mirror</c>.</summary>
    public void Start(string capabilities, IReadOnlyList<string> what)
    {
        process = node.Start("env", [.. Limits(capabilities), Binary, "run", .. what, "--pin-dir", pins, "--log-format", "json"]);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        Eventually.True(() => IsProgrammed(), () => $"the agent says that all edges are programmed; its log:\n{string.Join('\n', log)}");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public CommandResult Run(params IEnumerable<string> arguments) => Command.Try("nsenter", [$"--net={node.Path}", Binary, .. arguments]);

    /// <summary>The same with fewer capabilities, in setpriv's syntax; an agent that runs nevertheless is ended after a while.</summary>
    public CommandResult RunWith(string capabilities, params IEnumerable<string> arguments) =>
        Command.Try("nsenter", [$"--net={node.Path}", "timeout", "20", "setpriv", $"--bounding-set={capabilities}", Binary, .. arguments]);

    /// <summary>The same in a mount namespace that a command has prepared.</summary>
    public CommandResult RunAfter(string preparation, string capabilities, params IEnumerable<string> arguments) => Command.Try(
        "nsenter",
        [$"--net={node.Path}", "unshare", "--mount", "sh", "-c", $"{preparation}; exec \"$@\"", "-", "timeout", "20", .. Limits(capabilities), Binary, .. arguments]);

    /// <summary><c>status</c> as JSON; with or without an agent.</summary>
    public JsonElement Status()
    {
        var status = Run("status", "--pin-dir", pins, "--output", "json");
        return status.ExitCode == 0
            ? JsonDocument.Parse(status.Output).RootElement
            : throw new InvalidOperationException($"status ended with {status.ExitCode}: {status.Error}");
    }

    /// <summary>Seen, mirrored and dropped packets of the first edge.</summary>
    public (ulong Seen, ulong Mirrored, ulong Dropped) Counters()
    {
        var edge = Status().GetProperty("edges")[0];
        var dropped = edge.GetProperty("droppedPackets").EnumerateObject().Aggregate(0UL, (sum, d) => sum + d.Value.GetUInt64());
        return (edge.GetProperty("seenPackets").GetUInt64(), edge.GetProperty("mirroredPackets").GetUInt64(), dropped);
    }

    public void Dispose()
    {
        if (process is not null)
        {
            Kill();
        }
    }

    private static string[] Limits(string capabilities) => capabilities.Length > 0 ? ["setpriv", $"--bounding-set={capabilities}"] : [];


    private bool IsProgrammed()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"The agent ended with {process.ExitCode}: {string.Join('\n', log)}");
        }
        var status = Run("status", "--pin-dir", pins, "--output", "json");
        if (status.ExitCode != 0 || status.Output.Length == 0)
        {
            return false;
        }
        using var json = JsonDocument.Parse(status.Output);
        return json.RootElement.TryGetProperty("processId", out var id) && id.GetInt32() == process.Id
            && json.RootElement.GetProperty("sessions").EnumerateArray().ToList() is { Count: > 0 } sessions
            && sessions.TrueForAll(s => s.GetProperty("state").GetString() == "Programmed");
    }
}
