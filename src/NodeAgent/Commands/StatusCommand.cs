using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Hosting;
using K8sMirror.NodeAgent.Rendering;

namespace K8sMirror.NodeAgent.Commands;

/// <summary><c>status</c>: asks the agent of this network namespace; without one, reads what the last one left pinned.</summary>
internal static class StatusCommand
{
    public static Command Create(Seams seams)
    {
        var output = OutputOption.Create();
        var pinDir = CommonOptions.PinDir();
        var watch = new Option<bool>("--watch", "-w") { Description = "Refresh until interrupted" };
        var interval = DurationOption.Create("--interval", "Refresh interval of --watch (default 1s)");
        var command = new Command("status", "Show what is mirrored now, with counters") { watch, interval, pinDir, output };
        command.SetAction((parsed, cancellation) =>
        {
            var pins = new DatapathOptions { PinDirectory = CommonOptions.PinDir(parsed, pinDir) };
            Task<int> Show(bool clear) => ShowAsync(parsed, parsed.GetValue(output), () => ReadPins(seams, pins), clear, cancellation);
            return parsed.GetValue(watch)
                ? WatchAsync(parsed, parsed.GetValue(output), parsed.GetValue(interval) ?? TimeSpan.FromSeconds(1), Show, cancellation)
                : Show(false);
        });
        return command;
    }

    private static async Task<int> ShowAsync(
        ParseResult parsed, OutputFormat format, Func<PinnedDatapath?> readPins, bool clear, CancellationToken cancellation)
    {
        var now = DateTimeOffset.UtcNow;
        if (await StatusClient.AskAsync(cancellation).ConfigureAwait(false) is { } report)
        {
            Print.Report(parsed, format, report, ReportJsonContext.Default.AgentReport, () => Picture(parsed, clear, StatusText.Render(report, now)));
        }
        else if (readPins() is { } pinned)
        {
            var left = PinnedReportComposer.Compose(pinned, KernelRelease.Read(), now);
            Print.Report(parsed, format, left, ReportJsonContext.Default.PinnedReport, () => Picture(parsed, clear, PinnedText.Render(left)));
        }
        else
        {
            throw new CommandException(AgentExitCode.NoAgent,
                "no agent runs in this network namespace, and none has left anything here; start one with 'k8smirror-agent run'");
        }
        return ExitCode.Ok;
    }

    private static PinnedDatapath? ReadPins(Seams seams, DatapathOptions options)
    {
        try
        {
            // Without permission to read, "nothing is there" would be a guess.
            using var entries = Directory.EnumerateFileSystemEntries(options.PinDirectory).GetEnumerator();
            _ = entries.MoveNext();
        }
        catch (DirectoryNotFoundException)
        {
            // No agent has been here.
        }
        return seams.ReadPins(options);
    }

    private static string Picture(ParseResult parsed, bool clear, string text)
    {
        if (clear)
        {
            TerminalWriter.ClearScreen(parsed.InvocationConfiguration.Output);
        }
        return text;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, OutputFormat format, TimeSpan interval, Func<bool, Task<int>> show, CancellationToken cancellation)
    {
        // On a terminal each picture replaces the one before; in a pipe they follow each other.
        var clear = format == OutputFormat.Table && !Console.IsOutputRedirected;
        while (true)
        {
            await show(clear).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(interval, cancellation).ConfigureAwait(false);
        }
    }
}
