namespace K8sMirror.Bpf.Objects;

/// <summary>An object that could not be opened or loaded; the message ends in what libbpf and the verifier said.</summary>
public sealed class BpfLoadException : KernelException
{
    internal BpfLoadException(int errno, string operation, string log)
        : base(errno, operation, Tail(log))
    {
        Log = log;
        Brief = new KernelException(errno, operation, Why(log)).Message;
    }

    /// <summary>The message with no more of the log than the line in which the verifier says why.</summary>
    public string Brief { get; }

    /// <summary>All that libbpf and the verifier said.</summary>
    public string Log { get; }

    // The verifier says why it refuses in its last lines; thousands may stand before them.
    private static string Tail(string log)
    {
        const int Lines = 40;
        var lines = log.TrimEnd().Split('\n');
        return lines.Length <= Lines ? string.Join('\n', lines) : $"…\n{string.Join('\n', lines[^Lines..])}";
    }

    // It stands before the verifier's count of what it has looked at.
    private static string Why(string log)
    {
        var lines = log.TrimEnd().Split('\n');
        var count = Array.FindLastIndex(lines, l => l.StartsWith("processed ", StringComparison.Ordinal));
        return (count > 0 ? lines[count - 1] : lines[^1]).Trim();
    }
}
