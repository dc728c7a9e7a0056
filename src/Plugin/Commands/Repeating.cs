using K8sMirror.Cluster;
using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Commands;

/// <summary>Commands that repeat until they are interrupted.</summary>
internal static class Repeating
{
    /// <summary>Repeats the work after its first success. An error is reported, not fatal: it may be gone next time, as when an API server restarts.</summary>
    /// <returns>True if it worked.</returns>
    public static async Task<bool> OrSayAsync(Func<Task> look, TextWriter error)
    {
        try
        {
            await look().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is ApiRefusedException or CommandException { ExitCode: ExitCode.Failed })
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return false;
        }
    }
}
