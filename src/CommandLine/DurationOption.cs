using System.CommandLine;
using System.CommandLine.Parsing;

namespace K8sMirror.CommandLine;

/// <summary>Options that take a <see cref="Duration"/>.</summary>
public static class DurationOption
{
    /// <summary>Creates an option whose description states its default.</summary>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result => Read(name, result),
    };

    /// <summary>Creates an option whose default the help shows automatically, with the minimum <paramref name="least"/>.</summary>
    public static Option<Duration> Create(string name, string description, TimeSpan value, TimeSpan least = default) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => new(value),
        CustomParser = result =>
        {
            var duration = Read(name, result);
            if (duration < least)
            {
                result.AddError($"{name}: '{result.Tokens[^1].Value}' is too short: at least {new Duration(least)}");
            }
            return new(duration ?? value);
        },
    };

    private static TimeSpan? Read(string name, ArgumentResult result) => OptionParsers.Expecting(name, Duration.Expected, Duration.Parse)(result);
}
