using System.Text.RegularExpressions;

namespace K8sMirror.Testing;

/// <summary>A page of the documentation, with everything that a reader would copy from it.</summary>
public sealed partial class Page(string path)
{
    private readonly string text = File.ReadAllText(Repository.At(path));

    /// <summary>Contents of fenced blocks in this language, in order.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Fence().Matches(text).Where(m => m.Groups[1].Value == language).Select(m => Unindent(m.Groups[2].Value))];

    /// <summary>Commands of its shell blocks, in order, without comments and with continued lines joined.</summary>
    public IReadOnlyList<string> Commands() =>
    [
        .. Blocks("sh").SelectMany(b => b.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Select(l => Comment().Replace(l, "").Trim()).Where(l => l.Length > 0),
    ];

    /// <summary>Words of a command, without quotes.</summary>
    public static string[] Words(string command) =>
        [.. Word().Matches(command).Select(m => m.Value.Trim('\'', '"'))];

    private static string Unindent(string block)
    {
        var lines = block.Split('\n');
        var indent = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..] : ""));
    }

    [GeneratedRegex("^[ ]*```([a-z]*)\n(.*?)^[ ]*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s]+""")]
    private static partial Regex Word();
}
