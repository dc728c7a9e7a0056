using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Chart;

/// <summary>values.yaml with its comments: one that begins with <c># --</c> explains the value below it.</summary>
internal static class ChartValues
{
    private static readonly string[] Lines = File.ReadAllLines(System.IO.Path.Combine(Helm.Chart, "values.yaml"));

    /// <summary>The whole file.</summary>
    public static YamlMappingNode Root { get; } = Parse();

    /// <summary>All values with a comment, in the file's order.</summary>
    public static IEnumerable<ChartValue> Explained() => Explained(Root, "");

    /// <summary>The comment above a name, in one line; null if it has none.</summary>
    public static string? Meaning(YamlNode name)
    {
        // Lines count from 1; the comment is above.
        var end = (int)name.Start.Line - 1;
        var begin = end;
        while (begin > 0 && Text(begin - 1).StartsWith('#'))
        {
            begin--;
        }
        while (begin < end && !Text(begin).StartsWith("# -- ", StringComparison.Ordinal))
        {
            begin++;
        }
        return begin == end ? null : string.Join(' ', Enumerable.Range(begin, end - begin).Select(at => Text(at).TrimStart('#', ' ')))["-- ".Length..];
    }

    private static IEnumerable<ChartValue> Explained(YamlMappingNode map, string above)
    {
        foreach (var (name, value) in map.Children)
        {
            var path = above + name;
            List<ChartValue> below = value is YamlMappingNode inner ? [.. Explained(inner, path + ".")] : [];
            if (Meaning(name) is { } meaning)
            {
                yield return new ChartValue(path, below.Count > 0 ? "" : Flow(value), meaning);
            }
            foreach (var found in below)
            {
                yield return found;
            }
        }
    }

    private static string Flow(YamlNode node) => node switch
    {
        YamlMappingNode map => "{" + string.Join(", ", map.Children.Select(child => $"{child.Key}: {Flow(child.Value)}")) + "}",
        YamlSequenceNode list => "[" + string.Join(", ", list.Children.Select(Flow)) + "]",
        YamlScalarNode { Style: ScalarStyle.DoubleQuoted } quoted => $"\"{quoted.Value}\"",
        _ => node.ToString(),
    };

    private static string Text(int line) => Lines[line].TrimStart();

    private static YamlMappingNode Parse()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(string.Join('\n', Lines)));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }
}
