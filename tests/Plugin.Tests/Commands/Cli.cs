using K8sMirror.CommandLine;
using K8sMirror.Plugin.Commands;
using K8sMirror.Plugin.Connection;

namespace K8sMirror.Plugin.Tests.Commands;

/// <summary>The command line in the test's process, without a cluster.</summary>
internal static class Cli
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RootCommands.InvokeAsync(args, Seams(input), output, error);
        return (code, output.ToString(), error.ToString());
    }

    public static Seams Seams(string input = "") => new(
        new StringReader(input), IsTerminal: false, _ => throw new CommandException(ExitCode.Failed, "no cluster in this test"), TimeProvider.System);
}
