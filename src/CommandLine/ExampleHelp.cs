using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace K8sMirror.CommandLine;

/// <summary>Help that ends with examples and exit codes.</summary>
public sealed class ExampleHelp : SynchronousCommandLineAction
{
    private readonly HelpAction inner;
    private readonly IReadOnlyDictionary<string, string[]> examples;
    private readonly IReadOnlyList<(int Code, string Meaning)> codes;

    private ExampleHelp(HelpAction inner, IReadOnlyDictionary<string, string[]> examples, IReadOnlyList<(int Code, string Meaning)> codes) =>
        (this.inner, this.examples, this.codes) = (inner, examples, codes);

    /// <summary>Replaces a program's help.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="examples">Example lines by command name; "" for the program itself.</param>
    /// <param name="codes">The program's exit codes.</param>
    public static void AddTo(RootCommand root, IReadOnlyDictionary<string, string[]> examples, IReadOnlyList<(int Code, string Meaning)> codes)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!, examples, codes);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (examples.TryGetValue(command is RootCommand ? "" : command.Name, out var lines))
        {
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }
            output.WriteLine();
        }
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in codes)
        {
            output.WriteLine($"  {code}  {meaning}");
        }
        return result;
    }
}
