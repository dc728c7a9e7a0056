using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace K8sMirror.Plugin.Commands;

/// <summary>Help that ends with examples and exit codes.</summary>
internal sealed class ExampleHelp(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (Examples.ByCommand.TryGetValue(command is RootCommand ? "" : command.Name, out var lines))
        {
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }
            output.WriteLine();
        }
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCode.All)
        {
            output.WriteLine($"  {code}  {meaning}");
        }
        return result;
    }
}
