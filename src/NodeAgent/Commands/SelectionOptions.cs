using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering.Expressions;
using K8sMirror.NodeAgent.Specs;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>--filter</c>, <c>--sample</c> and <c>--snap</c>: which packets every mirror of a line copies, and how much of each.</summary>
internal sealed class SelectionOptions
{
    /// <summary>What is said where there is no line.</summary>
    public const string NeedsLine = "--filter, --sample and --snap go with a line; in manifests, write filter, sampling and snapLength of each mirror";

    private readonly Option<string> filter = new("--filter")
    {
        Description = "Packets that every mirror of the line copies, in tcpdump's syntax, such as 'tcp port 443 and net 10.0.0.0/8' (default: all)",
        HelpName = "EXPRESSION",
    };

    private readonly Option<MirrorSampling?> sample = new("--sample")
    {
        Description = "Copy one in N flows, both directions of each, or one in N packets with N/packet (default: all)",
        CustomParser = OptionParsers.Expecting("--sample", string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {MirrorSampling.MostOneIn}, or one with /flow or /packet behind it"),
            ReadSampling),
        HelpName = "N[/packet]",
    };

    private readonly Option<int?> snap = new("--snap")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"Bytes kept of each copy, {DatapathLimits.ShortestSnap} to {DatapathLimits.LongestSnap} (default: all)"),
        CustomParser = OptionParsers.Expecting("--snap", string.Create(CultureInfo.InvariantCulture, $"a number from {DatapathLimits.ShortestSnap} to {DatapathLimits.LongestSnap}"),
            ReadSnap),
        HelpName = "BYTES",
    };

    /// <summary>Adds them to a command. They go with a line: manifests say it for each mirror.</summary>
    /// <param name="command">The command.</param>
    /// <param name="lineOptions">Arguments and options that may hold a line.</param>
    public void AddTo(Command command, params Symbol[] lineOptions)
    {
        command.Options.Add(filter);
        command.Options.Add(sample);
        command.Options.Add(snap);
        command.Validators.Add(r =>
        {
            if (IsGiven(r) && !lineOptions.Any(o => IsOn(r, o)))
            {
                r.AddError(NeedsLine);
            }
        });
    }

    /// <summary>True if one of them is on the command line.</summary>
    public bool IsGiven(CommandResult command) => command.GetResult(filter) is not null || command.GetResult(sample) is not null || command.GetResult(snap) is not null;

    /// <summary>The mirrors of a line, with what was chosen.</summary>
    public MirrorInput ApplyTo(MirrorInput line, ParseResult parsed)
    {
        var sampling = parsed.GetValue(sample);
        var snapLength = parsed.GetValue(snap) ?? 0;
        MirrorFilter? rules = null;
        IReadOnlyList<InputProblem> problems = line.Problems;
        if (parsed.GetValue(filter) is { } expression)
        {
            var result = FilterExpression.Compile(expression);
            rules = result.Filter;
            problems = [.. problems, .. result.Errors.Select(e => new InputProblem(true, "filter", 1, e.Column, e.Message, e.Render(expression)))];
        }
        return new([.. line.Mirrors.Select(m => m with { Spec = m.Spec with { Filter = rules, Sampling = sampling, SnapLength = snapLength } })], problems);
    }

    /// <summary>Reads what <c>--mirror</c> or <c>--manifests</c> named; just one of them.</summary>
    public MirrorInput ApplyTo(ParseResult parsed, Option<string> line, Option<string> folder) =>
        parsed.GetValue(line) is { } text ? ApplyTo(MirrorInput.FromLine(text), parsed) : ReadPaths([parsed.GetValue(folder)!], TextReader.Null);

    /// <summary>Reads files and folders; of a folder's, only regular files, since an agent's folder may hold anything.</summary>
    public static MirrorInput ReadPaths(IEnumerable<string> paths, TextReader standardInput) =>
        MirrorInput.FromPaths(paths, standardInput, folder => ManifestFolder.Read(folder).Files);

    /// <summary>The line as it was typed, with the options behind it.</summary>
    public string Describe(string line, ParseResult parsed)
    {
        var text = parsed.GetValue(filter) is { } expression ? $"{line} --filter '{expression}'" : line;
        text = parsed.GetValue(sample) is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"{text} --sample {share.OneIn}{(share.By == SamplingBasis.Packet ? "/packet" : "")}")
            : text;
        return parsed.GetValue(snap) is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{text} --snap {bytes}") : text;
    }

    private static bool IsOn(CommandResult command, Symbol symbol) => symbol switch
    {
        Option option => command.GetResult(option) is not null,
        Argument argument => command.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };

    private static int? ReadSnap(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= DatapathLimits.ShortestSnap and <= DatapathLimits.LongestSnap ? bytes : null;

    private static MirrorSampling? ReadSampling(string text)
    {
        var (number, basis) = text.Split('/') switch
        {
            [var share] => (share, SamplingBasis.Flow),
            [var share, "flow"] => (share, SamplingBasis.Flow),
            [var share, "packet"] => (share, SamplingBasis.Packet),
            _ => ("", SamplingBasis.Flow),
        };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var oneIn) && oneIn is >= 1 and <= MirrorSampling.MostOneIn
            ? new() { OneIn = oneIn, By = basis }
            : null;
    }
}
