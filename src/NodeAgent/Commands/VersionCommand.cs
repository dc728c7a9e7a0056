using System.CommandLine;
using System.Runtime.InteropServices;
using K8sMirror.CommandLine;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var output = OutputOption.Create();
        var command = new Command("version", "Show the version") { output };
        command.SetAction(parsed =>
        {
            var version = new VersionReport(BuildVersion.Text, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
            Print.Report(parsed, parsed.GetValue(output), version, CommandJsonContext.Default.VersionReport, () => $"k8smirror-agent {version.Version} ({version.Platform}, {version.Runtime})\n");
        });
        return command;
    }
}
