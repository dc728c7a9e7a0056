using System.CommandLine;
using System.Text;

namespace K8sMirror.Plugin.Commands;

/// <summary>Completes the word at the cursor.</summary>
internal static class Completer
{
    // kubectl expects cobra's format from plugins: candidates, then a directive; 4 means no completion of file names.
    private const string NoFiles = ":4\n";
    private const string Files = ":0\n";
    private static readonly string[] TakeFiles = ["-f", "--filename", "--kubeconfig", "--certificate-authority", "--to"];

    /// <summary>Candidates, one per line, with a description after a tab, and cobra's directive at the end.</summary>
    /// <param name="root">The command line.</param>
    /// <param name="words">Words after the program's name; the last is the one to complete and may be empty.</param>
    public static string Complete(RootCommand root, IReadOnlyList<string> words)
    {
        if (words.Count > 1 && TakeFiles.Contains(words[^2]))
        {
            return Files;
        }
        var current = words.Count == 0 ? "" : words[^1];
        var line = string.Join(' ', words.Select(Quote));
        var text = new StringBuilder();
        foreach (var item in root.Parse(line).GetCompletions(line.Length).DistinctBy(i => i.Label))
        {
            // Options only once one is begun, as in kubectl; otherwise they would hide the names.
            var isOption = item.Label.StartsWith('-');
            if (item.Label.StartsWith(current, StringComparison.Ordinal) && isOption == current.StartsWith('-')
                && !item.Label.StartsWith('/') && item.Label is not ("-?" or "-h"))
            {
                text.Append(item.Label).Append(string.IsNullOrEmpty(item.Detail) ? "" : "\t" + item.Detail.Split('\n')[0]).Append('\n');
            }
        }
        return text + NoFiles;
    }

    private static string Quote(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word.Replace("\"", "", StringComparison.Ordinal)}\"" : word;
}
