using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Reading;
using K8sMirror.Plugin.Statuses;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>status</c>: all mirrors in brief, or one in full.</summary>
internal static class StatusCommand
{
    public static Command Create(Seams seams)
    {
        var name = new Argument<string?>("NAME") { Description = "Show this mirror in full: conditions, and each copy on each node", Arity = ArgumentArity.ZeroOrOne };
        var pods = new Option<bool>("--pods") { Description = "Show each pod that the mirrors select, by node, as far as the nodes list them" };
        var check = new Option<bool>("--check") { Description = $"Exit with {PluginExitCode.NotProgrammed} unless everything shown is programmed" };
        var watch = new Option<bool>("--watch", "-w") { Description = "Refresh until interrupted" };
        var interval = DurationOption.Create("--interval", "Refresh interval of --watch (default 2s)");
        var output = OutputOption.Create();
        var command = new Command("status", "Show mirrors, and whether they are programmed on the nodes") { name, pods, check, watch, interval, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && result.GetValue(check))
            {
                result.AddError("--watch and --check do not go together: --check ends with what it saw");
            }
        });
        var cluster = new ClusterOptions(command);
        NameCompletion.Mirrors(name, seams, cluster);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = cluster.Read(parsed);
            using var api = seams.Connect(settings);
            var reader = new ClusterReader(api, settings.Namespace);
            var report = await LookAsync().ConfigureAwait(false);
            Show(report);
            while (parsed.GetValue(watch))
            {
                await Task.Delay(parsed.GetValue(interval) ?? TimeSpan.FromSeconds(2), seams.Clock, cancellation).ConfigureAwait(false);
                await Repeating.OrSayAsync(async () => Show(await LookAsync().ConfigureAwait(false)), parsed.InvocationConfiguration.Error).ConfigureAwait(false);
            }
            return parsed.GetValue(check) && !report.Mirrors.All(m => m.IsProgrammed) ? PluginExitCode.NotProgrammed : ExitCode.Ok;

            async Task<StatusReport> LookAsync()
            {
                var picture = await reader.PictureAsync(cancellation).ConfigureAwait(false);
                var asked = parsed.GetValue(name);
                if (asked is not null && picture.Mirrors.All(m => m.Metadata.Name != asked))
                {
                    throw new CommandException(PluginExitCode.NotFound, $"there is no TrafficMirror '{asked}'");
                }
                var notes = picture.Notes.ToList();
                var ours = asked is null ? await reader.PodsAsync(notes, cancellation).ConfigureAwait(false) : null;
                var composed = StatusComposer.Compose(picture with { Notes = notes }, ours, asked);
                return parsed.GetValue(pods) ? PodLines.AddTo(composed, picture) : composed;
            }

            void Show(StatusReport shown)
            {
                if (parsed.GetValue(watch) && seams.IsTerminal && parsed.GetValue(output) == OutputFormat.Table)
                {
                    TerminalWriter.ClearScreen(parsed.InvocationConfiguration.Output);
                }
                Print.Report(parsed, parsed.GetValue(output), shown, ReportJsonContext.Default.StatusReport,
                    () => StatusText.Render(shown, seams.Clock.GetUtcNow(), full: parsed.GetValue(name) is not null));
            }
        });
        return command;
    }
}
