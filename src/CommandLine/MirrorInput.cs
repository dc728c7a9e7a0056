using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;

namespace K8sMirror.CommandLine;

/// <summary>Mirrors from the command line, as a line or as files, and all problems with them.</summary>
/// <param name="Mirrors">Those that could be read.</param>
/// <param name="Problems">Errors and warnings; empty if there are none.</param>
public sealed record MirrorInput(IReadOnlyList<TrafficMirror> Mirrors, IReadOnlyList<InputProblem> Problems)
{
    /// <summary>AddressSets in the same input.</summary>
    public PrefixSets Sets { get; init; } = PrefixSets.None;

    /// <summary>Reads a line; its problems point at the column.</summary>
    public static MirrorInput FromLine(string line)
    {
        var result = MirrorLine.Parse(line);
        return new(result.Mirrors,
        [
            .. result.Errors.Select(e => Problem(e, isError: true)),
            .. result.Warnings.Select(w => Problem(w, isError: false)),
        ]);

        InputProblem Problem(LineProblem p, bool isError) => new(isError, "line", 1, p.Column, p.Message, p.Render(line));
    }

    /// <summary>Reads files and folders as one input; <c>-</c> is standard input.</summary>
    /// <param name="paths">Paths as typed.</param>
    /// <param name="standardInput">Read for <c>-</c>.</param>
    /// <param name="readFolder">Reads a folder's manifests; null to read every manifest file directly in it.</param>
    /// <exception cref="CommandException">A file or folder cannot be read.</exception>
    public static MirrorInput FromPaths(IEnumerable<string> paths, TextReader standardInput, Func<string, IEnumerable<ManifestText>>? readFolder = null)
    {
        readFolder ??= Files;
        var files = new List<ManifestText>();
        try
        {
            foreach (var path in paths)
            {
                files.AddRange(path == "-" ? [new("stdin", standardInput.ReadToEnd())]
                    : Directory.Exists(path) ? readFolder(path)
                    : [new(path, File.ReadAllText(path))]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.InvalidInput, e.Message);
        }
        var result = ManifestReader.Read(files);
        return new(
            [.. result.Mirrors.Select(m => m.Mirror)],
            [.. result.Errors.Select(e => new InputProblem(true, e.File, e.Line, e.Column, Message(e), e.ToString()))])
        {
            Sets = result.ToPrefixSets(),
        };
    }

    /// <summary>Ends the command if anything is wrong.</summary>
    /// <exception cref="CommandException">With the text of each error.</exception>
    public MirrorInput OrThrow()
    {
        var errors = Problems.Where(p => p.IsError).Select(p => p.Text).ToList();
        return errors.Count == 0 ? this : throw new CommandException(ExitCode.InvalidInput, string.Join(Environment.NewLine, errors));
    }

    /// <summary>Ends the command if there is nothing to work on.</summary>
    /// <exception cref="CommandException">The input has no mirror and no AddressSet.</exception>
    public MirrorInput OrThrowIfEmpty() => Mirrors.Count + Sets.ByName.Count > 0
        ? this
        : throw new CommandException(ExitCode.InvalidInput, "the input has no TrafficMirror or AddressSet");

    private static IEnumerable<ManifestText> Files(string folder) =>
        Directory.EnumerateFiles(folder).Where(ManifestName.IsOne).Order(StringComparer.Ordinal).Select(f => new ManifestText(f, File.ReadAllText(f)));

    private static string Message(ManifestError error) => error.FieldPath.Length == 0 ? error.Message : $"{error.FieldPath}: {error.Message}";
}
