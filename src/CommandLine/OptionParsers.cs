using System.CommandLine.Parsing;

namespace K8sMirror.CommandLine;

/// <summary>Parsers for the values of options.</summary>
public static class OptionParsers
{
    /// <summary>Accepts one of these words, case-sensitive.</summary>
    public static Func<ArgumentResult, T> Choice<T>(Dictionary<string, T> choices) => result =>
    {
        if (choices.TryGetValue(result.Tokens[^1].Value, out var value))
        {
            return value;
        }
        result.AddError($"'{result.Tokens[^1].Value}' is not one of {string.Join(", ", choices.Keys)}");
        return choices.Values.First();
    };

    /// <summary>Accepts what <paramref name="parse"/> reads; if it returns null, the error says what was expected.</summary>
    public static Func<ArgumentResult, T?> Expecting<T>(string option, string expected, Func<string, T?> parse)
        where T : struct => result => Expected(option, expected, result, parse(result.Tokens[^1].Value));

    /// <summary>The same for reference types.</summary>
    public static Func<ArgumentResult, T?> Expecting<T>(string option, string expected, Func<string, T?> parse)
        where T : class => result => Expected(option, expected, result, parse(result.Tokens[^1].Value));

    private static T Expected<T>(string option, string expected, ArgumentResult result, T value)
    {
        if (value is null)
        {
            result.AddError($"{option}: '{result.Tokens[^1].Value}' is not {expected}");
        }
        return value;
    }
}
