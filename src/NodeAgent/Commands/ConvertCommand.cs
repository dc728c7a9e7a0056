using System.CommandLine;
using System.Text.Json;
using K8sMirror.Core.Manifests;
using K8sMirror.NodeAgent.Rendering;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>convert</c>: a line as TrafficMirror objects.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var output = CommonOptions.Output();
        output.Description = "yaml (default) or json";
        var line = new Argument<string>("LINE") { Description = "A line such as 'eth1@eth2_eth1/eth4@eth5'" };
        var command = new Command("convert", "Print a line as TrafficMirror YAML") { line, output };
        command.SetAction(parsed =>
        {
            var mirrors = MirrorInput.FromLine(parsed.GetValue(line)!).OrThrow().Mirrors;
            var text = parsed.GetValue(output) == OutputFormat.Json
                ? JsonText.From(JsonSerializer.SerializeToElement(new MirrorList(mirrors), CommandJsonContext.Default.MirrorList))
                : ManifestWriter.Write(mirrors);
            parsed.InvocationConfiguration.Output.Write(text);
            return ExitCode.Ok;
        });
        return command;
    }
}
