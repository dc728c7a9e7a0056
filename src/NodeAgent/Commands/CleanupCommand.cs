using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Hosting;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>cleanup</c>: removes all that agents have made on this host, also after one was killed.</summary>
internal static class CleanupCommand
{
    public static Command Create(Seams seams)
    {
        var output = OutputOption.Create();
        var pinDir = CommonOptions.PinDir();
        var force = new Option<bool>("--force") { Description = "Clean up even while an agent runs, which then restores its mirrors" };
        var command = new Command("cleanup", "Remove everything of the agent from the kernel") { pinDir, force, output };
        command.SetAction(parsed =>
        {
            // Held, not just checked: no agent may start meanwhile.
            var pins = CommonOptions.PinDir(parsed, pinDir);
            using var instance = parsed.GetValue(force) ? null : SingleInstance.Claim();
            using var claim = parsed.GetValue(force) ? null : PinClaim.TakeIfThere(new(pins));
            var report = new CleanupReport(seams.Cleanup(new() { PinDirectory = pins }));
            if (report.Removed.Count == 0 && !Environment.IsPrivilegedProcess)
            {
                // What others must not see looks as if it were not there.
                throw new CommandException(ExitCode.Failed, "found nothing that this user may see. This needs root: try it with sudo.");
            }
            Print.Report(parsed, parsed.GetValue(output), report, CommandJsonContext.Default.CleanupReport, () => report.Removed.Count == 0
                ? "nothing to remove\n"
                : string.Concat(report.Removed.Select(r => $"removed {r}\n")));
            return ExitCode.Ok;
        });
        return command;
    }
}
