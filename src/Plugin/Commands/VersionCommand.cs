using System.CommandLine;
using K8sMirror.Cluster.Reading;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>version</c>: of this program and, if a cluster can be reached, of what runs there.</summary>
internal static class VersionCommand
{
    public static Command Create(Seams seams)
    {
        var client = new Option<bool>("--client") { Description = "Client version only; does not contact the cluster" };
        var output = OutputOption.Create();
        var command = new Command("version", "Show versions of this program, the API server, the agents and the operators") { client, output };
        var cluster = new ClusterOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = new VersionReport(BuildVersion.Release, null, [], []);
            if (!parsed.GetValue(client))
            {
                var settings = cluster.Read(parsed);
                using var api = seams.Connect(settings);
                var reader = new ClusterReader(api, settings.Namespace);
                var server = LenientJson.Text(await api.GetAsync("version", cancellation).ConfigureAwait(false), "gitVersion");
                var pods = await reader.PodsAsync([], cancellation).ConfigureAwait(false);
                var picture = await reader.PictureAsync(cancellation).ConfigureAwait(false);
                report = report with
                {
                    Server = server,
                    Images = [.. pods.Select(p => p.Image).Distinct().Order(StringComparer.Ordinal)],
                    Agents = [.. picture.NodeMirrors.Values.Select(n => n.Status?.AgentVersion).OfType<string>().Where(v => v.Length > 0).Distinct().Order(StringComparer.Ordinal)],
                };
            }
            Print.Report(parsed, parsed.GetValue(output), report, ReportJsonContext.Default.VersionReport, () => Text(report));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Text(VersionReport report) =>
        $"kubectl-mirror {report.Plugin}\n"
        + (report.Server is null ? "" : $"API server {report.Server}\n")
        + string.Concat(report.Agents.Select(v => $"agents {v}\n"))
        + string.Concat(report.Images.Select(i => $"image {i}\n"));
}
