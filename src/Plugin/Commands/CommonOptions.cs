using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Commands;

/// <summary>Options that several commands share; each call creates a new one, as each command owns its options.</summary>
internal static class CommonOptions
{
    public static Option<string[]> Files(string description) => new("--filename", "-f")
    {
        Description = description,
        HelpName = "FILE",
    };

    /// <summary>The objects that a command was given.</summary>
    /// <exception cref="CommandException">They cannot be read, or there are none.</exception>
    public static GivenInput Given(MirrorInput input)
    {
        var good = input.OrThrow().OrThrowIfEmpty();
        return new(good.Mirrors, good.Sets);
    }
}
