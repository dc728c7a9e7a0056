using System.CommandLine;

namespace K8sMirror.CommandLine;

/// <summary><c>--output</c>.</summary>
public static class OutputOption
{
    private static readonly Dictionary<string, OutputFormat> Formats = new(StringComparer.Ordinal)
    {
        ["table"] = OutputFormat.Table,
        ["json"] = OutputFormat.Json,
        ["yaml"] = OutputFormat.Yaml,
    };

    /// <summary>Creates one, since each command owns its options.</summary>
    public static Option<OutputFormat> Create(string description = "Print a table for people (default), or json or yaml for programs")
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = description,
            HelpName = "table|json|yaml",
            CustomParser = OptionParsers.Choice(Formats),
        };
        // By default the option completes the C# names.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Formats.Keys]);
        return option;
    }
}
