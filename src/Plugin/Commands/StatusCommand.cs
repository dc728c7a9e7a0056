using System.CommandLine;
using K8sMirror.Plugin.Reading;
using K8sMirror.Plugin.Rendering;
using K8sMirror.Plugin.Statuses;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>status</c>: all mirrors in short, or one in full.</summary>
internal static class StatusCommand
{
    public static Command Create(Seams seams)
    {
        var name = new Argument<string?>("NAME") { Description = "Show this mirror in full: conditions, and each copy on each node", Arity = ArgumentArity.ZeroOrOne };
        var check = new Option<bool>("--check") { Description = $"Exit with {ExitCode.NotProgrammed} unless everything shown is programmed" };
        var output = CommonOptions.Output();
        var command = new Command("status", "Show mirrors, and whether nodes carry them out") { name, check, output };
        var cluster = new ClusterOptions(command);
        NameCompletion.Mirrors(name, seams, cluster);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = cluster.Read(parsed);
            using var api = seams.Connect(settings);
            var reader = new ClusterReader(api, settings.Namespace);
            var picture = await reader.PictureAsync(cancellation).ConfigureAwait(false);
            var asked = parsed.GetValue(name);
            if (asked is not null && picture.Mirrors.All(m => m.Metadata.Name != asked))
            {
                throw new CommandException(ExitCode.NotFound, $"there is no TrafficMirror '{asked}'");
            }
            var notes = picture.Notes.ToList();
            var pods = asked is null ? await reader.PodsAsync(notes, cancellation).ConfigureAwait(false) : null;
            var report = StatusComposer.Compose(picture with { Notes = notes }, pods, asked);
            Print.Report(
                parsed.InvocationConfiguration.Output, parsed.GetValue(output), report, ReportJsonContext.Default.StatusReport,
                () => StatusText.Render(report, seams.Clock.GetUtcNow(), full: asked is not null));
            return parsed.GetValue(check) && !report.Mirrors.All(m => m.IsProgrammed) ? ExitCode.NotProgrammed : ExitCode.Ok;
        });
        return command;
    }
}
