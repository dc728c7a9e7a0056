using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using K8sMirror.NodeAgent.Rendering;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var output = CommonOptions.Output();
        var command = new Command("version", "Say which version this is") { output };
        command.SetAction(parsed =>
        {
            var version = new VersionReport(AgentVersion.Text, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
            var element = JsonSerializer.SerializeToElement(version, CommandJsonContext.Default.VersionReport);
            Print.Document(parsed, parsed.GetValue(output), element, () => $"k8smirror-agent {version.Version} ({version.Platform}, {version.Runtime})\n");
        });
        return command;
    }
}
