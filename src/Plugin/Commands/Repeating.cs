using K8sMirror.Cluster;
using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Commands;

/// <summary>Commands that look again and again until they are interrupted.</summary>
internal static class Repeating
{
    /// <summary>Looks once more, after the first look worked: what fails now is said, and may have passed the next time, as when an API server restarts.</summary>
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
