using System.CommandLine;
using System.Globalization;
using K8sMirror.Cluster;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Bundles;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>support-bundle</c>: everything needed for a bug report, without secrets.</summary>
internal static class BundleCommand
{
    public static Command Create(Seams seams)
    {
        var to = new Option<string>("--to") { Description = "File to write (default k8smirror-support-DATE.tar.gz here)", HelpName = "FILE" };
        var node = new Option<string[]>("--node") { Description = "Logs and metrics of this node's agent; may be repeated", HelpName = "NAME" };
        var since = DurationOption.Create("--since", "Collect logs newer than this (default 24h)");
        var noLogs = new Option<bool>("--no-logs") { Description = "Leave logs out" };
        var output = OutputOption.Create();
        var command = new Command("support-bundle", "Write a tar.gz with everything that a bug report needs: objects, events, logs, metrics; no secrets")
        {
            to, node, since, noLogs, output,
        };
        var cluster = new ClusterOptions(command);
        NameCompletion.Nodes(node, seams, cluster);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = cluster.Read(parsed);
            var now = seams.Clock.GetUtcNow();
            var file = parsed.GetValue(to) ?? string.Create(CultureInfo.InvariantCulture, $"k8smirror-support-{now.UtcDateTime:yyyyMMdd-HHmmss}.tar.gz");
            using var api = seams.Connect(settings);
            // At least one request must succeed: a bundle of refusals helps nobody.
            try
            {
                await api.GetAsync("version", cancellation).ConfigureAwait(false);
            }
            catch (ApiRefusedException e)
            {
                throw new CommandException(ExitCode.Failed, e.Message);
            }
            var redactor = new Redactor([.. api.Secrets]);
            BundleReport report;
            try
            {
                using var bundle = new BundleWriter(file, now);
                var options = new BundleOptions(parsed.GetValue(node) ?? [], !parsed.GetValue(noLogs), parsed.GetValue(since) ?? TimeSpan.FromHours(24));
                var problems = await new BundleCollector(api, settings.Namespace, bundle, redactor, options).CollectAsync(now, cancellation).ConfigureAwait(false);
                report = new(file, bundle.Entries, problems);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCode.Failed, e.Message);
            }
            Print.Report(parsed, parsed.GetValue(output), report, ReportJsonContext.Default.BundleReport,
                () => $"{file}: {Words.Count(report.Entries.Count, "file")}\n{string.Concat(report.Problems.Select(p => $"not in it: {p}\n"))}");
            return ExitCode.Ok;
        });
        return command;
    }
}
