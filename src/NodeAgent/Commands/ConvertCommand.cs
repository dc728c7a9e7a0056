using System.CommandLine;
using K8sMirror.CommandLine;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>convert</c>: a line as TrafficMirror objects.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var output = OutputOption.Create("yaml (default) or json");
        var line = new Argument<string>("LINE") { Description = "A line such as 'eth1@eth2_eth1/eth4@eth5'" };
        var command = new Command("convert", "Print a line as TrafficMirror YAML") { line, output };
        command.SetAction(parsed =>
        {
            var mirrors = MirrorInput.FromLine(parsed.GetValue(line)!).OrThrow().Mirrors;
            parsed.InvocationConfiguration.Output.Write(MirrorList.Text(mirrors, parsed.GetValue(output)));
            return ExitCode.Ok;
        });
        return command;
    }
}
