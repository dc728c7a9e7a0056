using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Commands;

/// <summary>The command line of <c>k8smirror-operator</c>.</summary>
internal static class RootCommands
{
    private const string Program = "k8smirror-operator";

    /// <summary>All commands.</summary>
    public static RootCommand Create()
    {
        var version = new Command("version", "Print the version.");
        version.SetAction(_ => Console.WriteLine($"{Program} {BuildVersion.Text}"));
        var root = new RootCommand("K8sMirror's operator: turns TrafficMirrors into one NodeMirror per node, and reports their status.")
        {
            RunCommand.Create(), UninstallCommand.Create(), CheckCommand.Create(), version,
        };
        ExampleHelp.AddTo(root, Examples.ByCommand, OperatorExitCode.All);
        return root;
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>One of <see cref="OperatorExitCode.All"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args)
    {
        var parsed = Create().Parse(Problems.OrHelp(args));
        if (await Problems.PrintAsync(parsed, Program, Console.Error).ConfigureAwait(false))
        {
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
        catch (CommandException e)
        {
            await Console.Error.WriteLineAsync($"{Program}: {e.Message}").ConfigureAwait(false);
            return e.ExitCode;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{Program}: ended on an unexpected error: {e}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }
}
