using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Planning;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>convert</c>: a line as TrafficMirrors, and TrafficMirrors as a line. Needs no cluster.</summary>
internal static class ConvertCommand
{
    public static Command Create(Seams seams)
    {
        var line = new Argument<string?>("LINE") { Description = "A line such as 'eth1@eth2_eth1/eth4@eth5'", Arity = ArgumentArity.ZeroOrOne };
        var files = CommonOptions.Files("TrafficMirrors to print as a line; - for standard input");
        var output = OutputOption.Create("yaml (default for a line) or json");
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
            if (parsed.GetValue(line) is { } text)
            {
                parsed.InvocationConfiguration.Output.Write(MirrorList.Text(MirrorInput.FromLine(text).OrThrow().Mirrors, parsed.GetValue(output)));
                return ExitCode.Ok;
            }
            var (result, problems) = LineWriter.Write(CommonOptions.Given(MirrorInput.FromPaths(parsed.GetValue(files)!, seams.Input)));
            if (result is null)
            {
                throw new CommandException(ExitCode.InvalidInput, "a line cannot express this:\n" + string.Join("\n", problems));
            }
            Print.Report(parsed, parsed.GetValue(output), new LineReport(result), ReportJsonContext.Default.LineReport, () => result + "\n");
            return ExitCode.Ok;
        });
        return command;
    }
}
