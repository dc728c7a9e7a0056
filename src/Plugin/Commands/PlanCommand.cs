using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Planning;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>plan</c>: what each node would do if files were applied.</summary>
internal static class PlanCommand
{
    public static Command Create(Seams seams)
    {
        var files = CommonOptions.Files("File or folder of TrafficMirrors and AddressSets, or - for standard input; may be repeated");
        var line = new Option<string>("--line", "-l") { Description = "Plan a line such as 'eth1@eth2_eth1/eth4@eth5' instead", HelpName = "LINE" };
        var all = new Option<bool>("--all", "-a") { Description = "Also show unchanged copies" };
        var output = OutputOption.Create();
        var command = new Command("plan", "Show what each node would do if files were applied, and what would be refused; nothing is changed")
        {
            files, line, all, output,
        };
        var cluster = new ClusterOptions(command);
        command.Validators.Add(r =>
        {
            if (r.GetResult(files) is null == r.GetResult(line) is null)
            {
                r.AddError("give either -f FILE or --line LINE");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var wanted = CommonOptions.Given(parsed.GetValue(line) is { } text ? MirrorInput.FromLine(text) : MirrorInput.FromPaths(parsed.GetValue(files)!, seams.Input));
            var settings = cluster.Read(parsed);
            using var api = seams.Connect(settings);
            var picture = await new ClusterReader(api, settings.Namespace).PictureAsync(cancellation, wanted).ConfigureAwait(false);
            var report = PlanComposer.Compose(picture, wanted);
            Print.Report(parsed, parsed.GetValue(output), report, ReportJsonContext.Default.PlanReport,
                () => PlanText.Render(report, parsed.GetValue(all)));
            return report.HasRefusal ? ExitCode.InvalidInput : ExitCode.Ok;
        });
        return command;
    }
}
