using System.CommandLine;
using System.CommandLine.Parsing;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>
/// Options that several commands share; each call makes a new one, as each command owns its options. Defaults stand in the descriptions and
/// not in the options, since help would print them as C# does.
/// </summary>
internal static class CommonOptions
{
    public const string PinDirVariable = "K8SMIRROR_PIN_DIR";

    public static Option<OutputFormat> Output() => new("--output", "-o")
    {
        Description = "Print a table for people (default), or json or yaml for programs",
        CustomParser = Choice<OutputFormat>(new()
        {
            ["table"] = OutputFormat.Table,
            ["json"] = OutputFormat.Json,
            ["yaml"] = OutputFormat.Yaml,
        }),
        HelpName = "table|json|yaml",
    };

    public static Option<string> Mirror() => new("--mirror", "-m")
    {
        Description = "What to mirror, as a line: SOURCE@TARGET, several sources with '/', several rules with '_'; received frames",
        HelpName = "LINE",
    };

    public static Option<string> Manifests() => new("--manifests")
    {
        Description = "What to mirror, as a folder of TrafficMirror files (*.yaml, *.yml, *.json)",
        HelpName = "DIR",
    };

    public static Option<string> PinDir() => new("--pin-dir")
    {
        Description = $"Folder on a bpffs that holds the datapath while no agent runs (default {DatapathOptions.DefaultPinDirectory}, or ${PinDirVariable})",
        HelpName = "DIR",
    };

    /// <summary>Value of an option that <see cref="PinDir()"/> made.</summary>
    public static string PinDir(ParseResult parsed, Option<string> option) =>
        parsed.GetValue(option) is { Length: > 0 } asked ? asked
        : Environment.GetEnvironmentVariable(PinDirVariable) is { Length: > 0 } dir ? dir
        : DatapathOptions.DefaultPinDirectory;

    public static Option<AttachMode> Attach() => new("--attach")
    {
        Description = "How programs are attached: tcx (Linux 6.6), clsact, or auto (default): tcx where the kernel has it",
        CustomParser = Choice<AttachMode>(new()
        {
            ["auto"] = AttachMode.Auto,
            ["tcx"] = AttachMode.Tcx,
            ["clsact"] = AttachMode.Clsact,
        }),
        HelpName = "auto|tcx|clsact",
    };

    public static Option<CpuList?> OffloadCpus() => new("--offload-cpus")
    {
        Description = "CPUs that make the copies of hooks with many, such as 2,4-7; the packet's own CPU then makes only one (default: none)",
        CustomParser = Parser<CpuList?>("--offload-cpus", "a list of CPUs such as 3, 2-3 or 2,4-7", text => CpuList.Parse(text) is { } cpus ? (true, cpus) : (false, null)),
        HelpName = "LIST",
    };

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = Parser(name, "a duration such as 500ms, 30s, 5m or 1h", text => (DurationText.Parse(text) is not null, DurationText.Parse(text))),
        HelpName = "DURATION",
    };

    /// <summary>A parser for one of a few words; case matters, as everywhere on a command line.</summary>
    public static Func<ArgumentResult, T> Choice<T>(Dictionary<string, T> choices) => result =>
    {
        if (choices.TryGetValue(result.Tokens[^1].Value, out var value))
        {
            return value;
        }
        result.AddError($"'{result.Tokens[^1].Value}' is not one of {string.Join(", ", choices.Keys)}");
        return choices.Values.First();
    };

    /// <summary>A parser that says what it would have liked.</summary>
    public static Func<ArgumentResult, T> Parser<T>(string option, string expected, Func<string, (bool IsGood, T Value)> parse) => result =>
    {
        var (isGood, value) = parse(result.Tokens[^1].Value);
        if (!isGood)
        {
            result.AddError($"{option}: '{result.Tokens[^1].Value}' is not {expected}");
        }
        return value;
    };
}
