using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.NodeAgent.Specs;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>Mirrors that were given on the command line, in either form, and all that is wrong with them.</summary>
/// <param name="Mirrors">Those that could be read.</param>
/// <param name="Problems">What is wrong; empty if all is well.</param>
internal sealed record MirrorInput(IReadOnlyList<TrafficMirror> Mirrors, IReadOnlyList<InputProblem> Problems)
{
    /// <summary>AddressSets that were given with them.</summary>
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

    /// <summary>Reads files and folders that belong together, <c>-</c> being standard input.</summary>
    public static MirrorInput FromPaths(IEnumerable<string> paths, TextReader standardInput)
    {
        var files = new List<ManifestText>();
        foreach (var path in paths)
        {
            try
            {
                files.AddRange(path == "-" ? [new("stdin", standardInput.ReadToEnd())]
                    : Directory.Exists(path) ? ManifestFolder.Read(path).Files
                    : [new(path, File.ReadAllText(path))]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCode.InvalidInput, e.Message);
            }
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
    /// <exception cref="CommandException">With each error as people read it.</exception>
    public MirrorInput OrThrow()
    {
        var errors = Problems.Where(p => p.IsError).Select(p => p.Text).ToList();
        return errors.Count == 0 ? this : throw new CommandException(ExitCode.InvalidInput, string.Join(Environment.NewLine, errors));
    }

    private static string Message(ManifestError error) => error.FieldPath.Length == 0 ? error.Message : $"{error.FieldPath}: {error.Message}";
}
