using System.Text;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Commands;

try
{
    Console.OutputEncoding = Encoding.UTF8;
    return await RootCommands.InvokeAsync(args, Console.In, Console.Out, Console.Error).ConfigureAwait(false);
}
catch (UnauthorizedAccessException e)
{
    // Standard output is closed.
    await Console.Error.WriteLineAsync($"kubectl mirror: {e.Message}").ConfigureAwait(false);
    return ExitCode.Failed;
}
