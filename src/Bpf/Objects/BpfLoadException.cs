namespace K8sMirror.Bpf.Objects;

/// <summary>An object could not be opened or loaded; the message ends with the output of libbpf and the verifier.</summary>
public sealed class BpfLoadException : KernelException
{
    internal BpfLoadException(int errno, string operation, string log)
        : base(errno, operation, Tail(log))
    {
        Log = log;
        Brief = new KernelException(errno, operation, Why(log)).Message;
    }

    /// <summary>The message with only the line of the log in which the verifier gives the reason.</summary>
    public string Brief { get; }

    /// <summary>The whole output of libbpf and the verifier.</summary>
    public string Log { get; }

    // The verifier gives its reason in the last lines, possibly after thousands of others.
    private static string Tail(string log)
    {
        const int Lines = 40;
        var lines = log.TrimEnd().Split('\n');
        return lines.Length <= Lines ? string.Join('\n', lines) : $"…\n{string.Join('\n', lines[^Lines..])}";
    }

    // The reason is just before the verifier's statistics.
    private static string Why(string log)
    {
        var lines = log.TrimEnd().Split('\n');
        var count = Array.FindLastIndex(lines, l => l.StartsWith("processed ", StringComparison.Ordinal));
        return (count > 0 ? lines[count - 1] : lines[^1]).Trim();
    }
}
