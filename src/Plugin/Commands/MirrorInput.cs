using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;

namespace K8sMirror.Plugin.Commands;

/// <summary>Mirrors and AddressSets that were given on the command line, in either form.</summary>
internal static class MirrorInput
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Reads a line.</summary>
    /// <exception cref="CommandException">With each error, pointing at its column.</exception>
    public static IReadOnlyList<TrafficMirror> FromLine(string line)
    {
        var result = MirrorLine.Parse(line);
        return result.IsValid ? result.Mirrors
            : throw new CommandException(ExitCode.InvalidInput, string.Join(Environment.NewLine, result.Errors.Select(e => e.Render(line))));
    }

    /// <summary>Reads files and folders that belong together, <c>-</c> being standard input.</summary>
    /// <exception cref="CommandException">With each error as file:line:column.</exception>
    public static GivenInput FromPaths(IEnumerable<string> paths, TextReader standardInput)
    {
        var files = new List<ManifestText>();
        try
        {
            foreach (var path in paths)
            {
                files.AddRange(path == "-" ? [new("stdin", standardInput.ReadToEnd())]
                    : Directory.Exists(path) ? Folder(path)
                    : [new(path, File.ReadAllText(path))]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.InvalidInput, e.Message);
        }
        var result = ManifestReader.Read(files);
        return !result.IsValid ? throw new CommandException(ExitCode.InvalidInput, string.Join(Environment.NewLine, result.Errors))
            : result.Mirrors.Count + result.Sets.Count == 0 ? throw new CommandException(ExitCode.InvalidInput, "there is no TrafficMirror or AddressSet in what was given")
            : new([.. result.Mirrors.Select(m => m.Mirror)], result.ToPrefixSets());
    }

    private static IEnumerable<ManifestText> Folder(string path) =>
        Directory.EnumerateFiles(path)
            .Where(f => Endings.Contains(Path.GetExtension(f)) && !Path.GetFileName(f).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(f => new ManifestText(f, File.ReadAllText(f)));
}
