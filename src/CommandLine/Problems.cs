using System.CommandLine;
using System.CommandLine.Parsing;
using K8sMirror.Core.Naming;

namespace K8sMirror.CommandLine;

/// <summary>Problems of a command line, in helpful words: which argument is missing, and what was probably meant.</summary>
public static class Problems
{
    /// <summary>Arguments to parse: <c>--help</c> if there are none, and for <c>help COMMAND</c>, as many tools have it.</summary>
    public static IReadOnlyList<string> OrHelp(IReadOnlyList<string> args) => args.Count == 0 ? ["--help"] : args[0] == "help" ? [.. args.Skip(1), "--help"] : args;

    /// <summary>Prints the problems of a command line; none if help is requested.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="program">Name of the program, as typed.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="hints">What to do instead of options that other tools have.</param>
    /// <returns>True if anything is wrong: the command must not run.</returns>
    public static async Task<bool> PrintAsync(ParseResult parsed, string program, TextWriter error, IReadOnlyDictionary<string, string>? hints = null)
    {
        if (parsed.Action is ExampleHelp || Of(parsed, hints) is not { Count: > 0 } problems)
        {
            return false;
        }
        foreach (var problem in problems)
        {
            await error.WriteLineAsync(problem).ConfigureAwait(false);
        }
        await error.WriteLineAsync($"See '{program} --help'.").ConfigureAwait(false);
        return true;
    }

    /// <summary>A line for each problem; empty if there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="hints">What to do instead of options that other tools have.</param>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyDictionary<string, string>? hints = null)
    {
        var command = parsed.CommandResult.Command;
        // Arguments accept any word, so an unknown option would be taken for a name.
        string[] strays = parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash)
            ? []
            : [.. parsed.UnmatchedTokens, .. command.Arguments.SelectMany(a => parsed.GetResult(a)?.Tokens ?? []).Select(t => t.Value).Where(v => v is ['-', _, ..])];
        if (parsed.Errors.Count == 0 && strays.Length == 0)
        {
            return [];
        }
        var unknown = strays.FirstOrDefault();
        if (unknown is not null && command.Subcommands.Count > 0 && !unknown.StartsWith('-'))
        {
            // Only this: that a command is required adds nothing.
            return [hints is not null && hints.TryGetValue(unknown, out var verb) ? $"{unknown}: {verb}" : Unknown("command", unknown, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))];
        }
        var missing = command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(a) is not { Tokens.Count: > 0 }).ToList();
        var lines = strays.Where(token => token.StartsWith('-')).Select(token =>
            hints is not null && hints.TryGetValue(token.Split('=')[0], out var hint)
                ? $"{token.Split('=')[0]}: {hint}"
                : Misplaced(command, token) ?? Unknown("option", token, Options(command).SelectMany(Names))).ToList();
        lines.AddRange(missing.Select(a => $"{a.Name} is missing: {a.Description}"));
        if (lines.Count == 0)
        {
            lines.AddRange(parsed.Errors.Select(e => e.Message));
        }
        else
        {
            lines.AddRange(parsed.Errors.Where(e => e.SymbolResult is OptionResult).Select(e => e.Message));
        }
        return [.. lines.Distinct()];
    }

    /// <summary>Advice for an option before its command, or without one; null if no command has it.</summary>
    private static string? Misplaced(Command command, string token)
    {
        var name = token.Split('=')[0];
        var owners = command.Subcommands.Append(command).Where(c => !c.Hidden && c.Options.Any(o => Names(o).Contains(name))).Select(c => c.Name).ToList();
        return owners switch
        {
            [] => null,
            [var owner] => $"{name} goes behind the command: '{owner} {name}'",
            _ => $"{name} goes behind a command: {string.Join(", ", owners)}",
        };
    }

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);

    private static string Unknown(string kind, string word, IEnumerable<string> known)
    {
        var name = word.Split('=')[0];
        var meant = NearestName.Find(name, known.Where(k => k.Length > 2)) is { } near ? $"; did you mean '{near}'?" : "";
        return $"unknown {kind} {Quoting.Quote(name)}{meant}";
    }

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options.Where(o => o.Recursive))).Where(o => !o.Hidden);
}
