using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Specs;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>validate</c>: reads lines or manifests and says what is wrong with them; asks no kernel and no cluster.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var (mirror, manifests, output) = (CommonOptions.Mirror(), CommonOptions.Manifests(), OutputOption.Create());
        var inputs = new Argument<string[]>("INPUT")
        {
            Description = "A line such as 'eth1@eth2', or files and folders with TrafficMirrors and AddressSets; - is standard input",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("validate", "Check a line or manifests; nothing is changed") { inputs, mirror, manifests, output };
        var selection = new SelectionOptions();
        selection.AddTo(command, mirror, inputs);
        command.Validators.Add(r =>
        {
            if (r.GetResult(inputs)?.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
            {
                r.AddError($"'{unknown.Value}' is not an option of validate");
            }
            else if (selection.IsGiven(r) && r.GetResult(inputs)?.Tokens is { Count: > 0 } words && !(words.Count == 1 && IsLine(words[0].Value)))
            {
                r.AddError(SelectionOptions.NeedsLine);
            }
            else if (((bool[])[r.GetResult(mirror) is not null, r.GetResult(manifests) is not null, r.GetResult(inputs) is { Tokens.Count: > 0 }]).Count(given => given) != 1)
            {
                r.AddError("give one of: a line or files, --mirror, --manifests");
            }
        });
        command.SetAction(parsed => Run(
            parsed,
            parsed.GetValue(inputs) is { Length: > 0 } words
                ? words is [var only] && IsLine(only) ? selection.ApplyTo(MirrorInput.FromLine(only), parsed) : SelectionOptions.ReadPaths(words, Console.In)
                : selection.ApplyTo(parsed, mirror, manifests),
            parsed.GetValue(output)));
        return command;
    }

    private static int Run(ParseResult parsed, MirrorInput input, OutputFormat format)
    {
        // Loops between the mirrors of one set show only when they are planned together.
        var plan = input.Problems.Any(p => p.IsError) ? null : StandAlonePlan.Make(input.Mirrors, input.Sets, Environment.MachineName, 1, null);
        var problems = input.Problems
            .Concat((plan?.Rejected ?? []).Select(r => new InputProblem(true, r.Mirror, 0, 0, r.Message, $"{r.Mirror}: {r.Reason}: {r.Message}")))
            .Concat(plan is null ? [] : SetWarnings.Of(plan.Spec, plan.Sets).Select(w => new InputProblem(false, "", 0, 0, w, w)))
            .ToList();
        var report = new ValidationReport(!problems.Any(p => p.IsError), [.. input.Mirrors.Select(m => m.Metadata.Name)], problems);
        Print.Report(parsed, format, report, CommandJsonContext.Default.ValidationReport, () => Text(report));
        return report.IsValid ? ExitCode.Ok : ExitCode.InvalidInput;
    }

    /// <summary>A line has an @ before anything that could be a path's end; a file of that name wins.</summary>
    internal static bool IsLine(string text) => text != "-" && !File.Exists(text) && !Directory.Exists(text) &&
        (text.Contains('@', StringComparison.Ordinal) || !LooksLikePath(text));

    private static bool LooksLikePath(string text) => Path.GetExtension(text).Length > 0 || text.StartsWith('/') || text.StartsWith('.') || text.EndsWith('/');

    private static string Text(ValidationReport report) =>
        string.Concat(report.Problems.Select(p => $"{(p.IsError ? "error" : "warning")}:\n{p.Text}\n")) +
        (report.IsValid ? $"valid: {report.Mirrors.Count} {(report.Mirrors.Count == 1 ? "mirror" : "mirrors")} ({string.Join(", ", report.Mirrors)})\n" : "");
}
