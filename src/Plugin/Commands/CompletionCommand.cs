using System.CommandLine;
using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>completion</c>: prints a script for the shell to source.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.ByShell.Keys]);
        var command = new Command("completion", "Print shell completion") { shell };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(CompletionScripts.ByShell[parsed.GetValue(shell)!]);
            return ExitCode.Ok;
        });
        return command;
    }
}
