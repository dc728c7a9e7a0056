using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>top</c>: current rates of each copy.</summary>
internal static class TopCommand
{
    private static readonly Dictionary<string, RateGrouping> Groupings = new(StringComparer.Ordinal)
    {
        ["copy"] = RateGrouping.Copy,
        ["pod"] = RateGrouping.Pod,
    };

    public static Command Create(Seams seams)
    {
        var name = new Argument<string?>("NAME") { Description = "This mirror only", Arity = ArgumentArity.ZeroOrOne };
        var node = new Option<string[]>("--node") { Description = "This node only; may be repeated", HelpName = "NAME" };
        var by = new Option<RateGrouping>("--by")
        {
            Description = "A line for each copy (default), or for each pod that is copied from",
            HelpName = "copy|pod",
            CustomParser = OptionParsers.Choice(Groupings),
        };
        by.CompletionSources.Clear();
        by.CompletionSources.Add([.. Groupings.Keys]);
        var interval = DurationOption.Create("--interval", "Time between two scrapes (default 2s)");
        var once = new Option<bool>("--once") { Description = "Show one interval and end; always so when the output is not a terminal" };
        var output = OutputOption.Create();
        var command = new Command("top", "Show live rates of each copy, from the agents' metrics, through the API server's pod proxy")
        {
            name, node, by, interval, once, output,
        };
        var cluster = new ClusterOptions(command);
        NameCompletion.Mirrors(name, seams, cluster);
        NameCompletion.Nodes(node, seams, cluster);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = cluster.Read(parsed);
            using var api = seams.Connect(settings);
            var reader = new ClusterReader(api, settings.Namespace);
            var scraper = new Scraper(api);
            var pause = parsed.GetValue(interval) ?? TimeSpan.FromSeconds(2);
            var (mirror, nodes, format) = (parsed.GetValue(name), parsed.GetValue(node) ?? [], parsed.GetValue(output));
            var isSingle = parsed.GetValue(once) || !seams.IsTerminal || format != OutputFormat.Table;
            var (first, notes) = await LookAsync().ConfigureAwait(false);
            var second = first;
            while (true)
            {
                await Task.Delay(pause, seams.Clock, cancellation).ConfigureAwait(false);
                if (isSingle)
                {
                    (second, notes) = await LookAsync().ConfigureAwait(false);
                }
                else if (!await Repeating.OrSayAsync(async () => (second, notes) = await LookAsync().ConfigureAwait(false), parsed.InvocationConfiguration.Error).ConfigureAwait(false))
                {
                    continue;
                }
                var report = RateComposer.Compose(first, second, notes);
                report = report with { Edges = [.. report.Edges.Where(e => mirror is null || e.Mirror == mirror)] };
                report = parsed.GetValue(by) == RateGrouping.Pod ? report with { Pods = PodRates.Of(report.Edges) } : report;
                var stdout = parsed.InvocationConfiguration.Output;
                if (!isSingle)
                {
                    TerminalWriter.ClearScreen(stdout);
                }
                Print.Report(parsed, format, report, ReportJsonContext.Default.RateReport,
                    () => parsed.GetValue(by) == RateGrouping.Pod ? RateText.RenderPods(report) : RateText.Render(report));
                if (isSingle)
                {
                    return second.At.Count == 0 ? ExitCode.Failed : ExitCode.Ok;
                }
                first = second;
            }

            // Agents come and go while this runs: list the pods each time.
            async Task<(Scrape, List<string>)> LookAsync()
            {
                var problems = new List<string>();
                var agents = (await reader.PodsAsync(problems, cancellation).ConfigureAwait(false))
                    .Where(p => p.Component == "agent" && p.Node.Length > 0 && (nodes.Length == 0 || nodes.Contains(p.Node)));
                return (await scraper.ScrapeAsync(agents, cancellation).ConfigureAwait(false), problems);
            }
        });
        return command;
    }
}
