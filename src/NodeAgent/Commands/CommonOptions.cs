using System.CommandLine;
using K8sMirror.CommandLine;
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
        Description = "How programs are attached: tcx (Linux 6.6), clsact, or auto (default): tcx if the kernel has it",
        CustomParser = OptionParsers.Choice<AttachMode>(new()
        {
            ["auto"] = AttachMode.Auto,
            ["tcx"] = AttachMode.Tcx,
            ["clsact"] = AttachMode.Clsact,
        }),
        HelpName = "auto|tcx|clsact",
    };

    /// <summary>
    /// Ends the command if this host does not have all CPUs of an option that <see cref="OffloadCpus()"/> made. Not in a cluster: there the value is that of
    /// all nodes, and one that has fewer CPUs says so in its log and status.
    /// </summary>
    /// <exception cref="CommandException">With the CPUs that are missing.</exception>
    public static void ThrowIfAbsent(ParseResult parsed, Option<CpuList?> option)
    {
        if (parsed.GetValue(option) is { } cpus && Datapath.Options.OffloadCpus.Absence(cpus) is { } absence)
        {
            throw new CommandException(ExitCode.Usage, $"{option.Name} {cpus}: {absence}");
        }
    }

    public static Option<CpuList?> OffloadCpus() => new("--offload-cpus")
    {
        Description = "CPUs that make the copies of hooks with many, such as 2,4-7; the packet's CPU then makes only one (default: none)",
        CustomParser = OptionParsers.Expecting("--offload-cpus", "a list of CPUs such as 3, 2-3 or 2,4-7", CpuList.Parse),
        HelpName = "LIST",
    };
}
