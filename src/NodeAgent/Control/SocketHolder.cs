using System.Globalization;

namespace K8sMirror.NodeAgent.Control;

/// <summary>The process that has bound the agent's socket, found without its help: it need not listen or accept.</summary>
internal static class SocketHolder
{
    private const string Sockets = "/proc/thread-self/net/unix";

    /// <summary>The process and its user; null if none is found, or it is in a PID namespace that we cannot see into.</summary>
    public static (int ProcessId, uint UserId)? Find()
    {
        try
        {
            return Inode() is { } inode ? Processes(inode).Select(p => ((int, uint)?)p).FirstOrDefault() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Num RefCount Protocol Flags Type St Inode Path; an abstract name begins with @ (proc_pid_net(5)). A connection that nobody has accepted has the name, too,
    // and no inode.
    private static string? Inode() => File.ReadLines(Sockets)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields is [_, _, _, _, _, _, not "0", "@" + AgentSocket.Name])
        .Select(fields => fields[6])
        .FirstOrDefault();

    private static IEnumerable<(int ProcessId, uint UserId)> Processes(string inode)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Has(process, $"socket:[{inode}]"))
            {
                yield return (id, EffectiveUser(process));
            }
        }
    }

    // Uid: real, effective, saved, of file systems (proc_pid_status(5)).
    private static uint EffectiveUser(string process) => uint.Parse(
        File.ReadLines(Path.Combine(process, "status")).First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2], CultureInfo.InvariantCulture);

    private static bool Has(string process, string socket)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(descriptor => Target(descriptor) == socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is not ours to look into.
            return false;
        }
    }

    private static string? Target(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            // Closed since it was listed; the process' others count.
            return null;
        }
    }
}
