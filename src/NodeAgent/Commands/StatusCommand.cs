using System.CommandLine;
using System.Text.Json;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Rendering;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>status</c>: asks the agent of this network namespace.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var output = CommonOptions.Output();
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it again and again until interrupted" };
        var interval = CommonOptions.Duration("--interval", "How often --watch looks (default 1s)");
        var command = new Command("status", "Show what is mirrored now, with counters") { watch, interval, output };
        command.SetAction((parsed, cancellation) => parsed.GetValue(watch)
            ? WatchAsync(parsed, parsed.GetValue(output), parsed.GetValue(interval) ?? TimeSpan.FromSeconds(1), cancellation)
            : ShowAsync(parsed, parsed.GetValue(output), "", cancellation));
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, OutputFormat format, string before, CancellationToken cancellation)
    {
        var report = await StatusClient.AskAsync(cancellation).ConfigureAwait(false)
            ?? throw new CommandException(ExitCode.NoAgent,
                "no agent runs in this network namespace; start one with 'k8smirror-agent run', or remove what one left behind with 'k8smirror-agent cleanup'");
        var element = JsonSerializer.SerializeToElement(report, ReportJsonContext.Default.AgentReport);
        Print.Document(parsed, format, element, () => before + StatusText.Render(report, DateTimeOffset.UtcNow));
        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, OutputFormat format, TimeSpan interval, CancellationToken cancellation)
    {
        // On a terminal each picture replaces the one before; in a pipe they follow each other.
        var clear = format == OutputFormat.Table && !Console.IsOutputRedirected ? "\u001b[H\u001b[2J" : "";
        while (true)
        {
            await ShowAsync(parsed, format, clear, cancellation).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(interval, cancellation).ConfigureAwait(false);
        }
    }
}
