using System.CommandLine;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Commands;

/// <summary>Options that several commands share; each call makes a new one, as each command owns its options.</summary>
internal static class CommonOptions
{
    private static readonly Dictionary<string, OutputFormat> Formats = new(StringComparer.Ordinal)
    {
        ["table"] = OutputFormat.Table,
        ["json"] = OutputFormat.Json,
        ["yaml"] = OutputFormat.Yaml,
    };

    public static Option<OutputFormat> Output()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "Print a table for people (default), or json or yaml for programs",
            HelpName = "table|json|yaml",
            CustomParser = result =>
            {
                if (Formats.TryGetValue(result.Tokens[^1].Value, out var format))
                {
                    return format;
                }
                result.AddError($"'{result.Tokens[^1].Value}' is not one of {string.Join(", ", Formats.Keys)}");
                return OutputFormat.Table;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Formats.Keys]);
        return option;
    }

    public static Option<string[]> Files(string description) => new("--filename", "-f")
    {
        Description = description,
        HelpName = "FILE",
    };
}
