using System.CommandLine;
using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;
using K8sMirror.Plugin.Planning;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>convert</c>: a line as TrafficMirrors, and TrafficMirrors as a line. Needs no cluster.</summary>
internal static class ConvertCommand
{
    public static Command Create(Seams seams)
    {
        var line = new Argument<string?>("LINE") { Description = "A line such as 'eth1@eth2_eth1/eth4@eth5'", Arity = ArgumentArity.ZeroOrOne };
        var files = CommonOptions.Files("TrafficMirrors to print as a line; - for standard input");
        var output = CommonOptions.Output();
        output.Description = "yaml (default for a line) or json";
        var command = new Command("convert", "Print a line as TrafficMirror YAML, or TrafficMirrors as a line") { line, files, output };
        command.Validators.Add(r =>
        {
            if (r.GetValue(line) is null == r.GetResult(files) is null)
            {
                r.AddError("give either a LINE or -f FILE");
            }
        });
        command.SetAction(parsed =>
        {
            var stdout = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(line) is { } text)
            {
                var mirrors = MirrorInput.FromLine(text);
                stdout.Write(parsed.GetValue(output) == OutputFormat.Json
                    ? JsonText.From(JsonSerializer.SerializeToElement(new MirrorList("v1", "List", mirrors), ReportJsonContext.Default.MirrorList))
                    : ManifestWriter.Write(mirrors));
                return ExitCode.Ok;
            }
            var (result, problems) = LineWriter.Write(MirrorInput.FromPaths(parsed.GetValue(files)!, seams.Input));
            if (result is null)
            {
                throw new CommandException(ExitCode.InvalidInput, "a line cannot say this:\n" + string.Join("\n", problems));
            }
            Print.Report(stdout, parsed.GetValue(output), new LineReport(result), ReportJsonContext.Default.LineReport, () => result + "\n");
            return ExitCode.Ok;
        });
        return command;
    }
}
