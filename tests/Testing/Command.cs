using System.Diagnostics;

namespace K8sMirror.Testing;

/// <summary>Runs programs.</summary>
public static class Command
{
    /// <summary>Runs to completion and returns standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has all its output.</exception>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        var result = Try(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}{result.Error}");
    }

    /// <summary>Runs to completion, whatever the exit code.</summary>
    public static CommandResult Try(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Starts with both outputs redirected; the caller ends and disposes it.</summary>
    public static Process Start(string program, params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
        ?? throw new InvalidOperationException($"{program} did not start.");
}
