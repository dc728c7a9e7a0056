using System.CommandLine;
using K8sMirror.CommandLine;
using K8sMirror.Core.Filtering;
using K8sMirror.Plugin.Connection;
using K8sMirror.Plugin.Explaining;
using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Commands;

/// <summary><c>explain</c>: what happens to a flow on a node, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(Seams seams)
    {
        var node = new Argument<string>("NODE") { Description = "The node that the packets pass" };
        var words = new Argument<string[]>("FLOW")
        {
            Description = "INTERFACE[:ingress|egress], or PROTOCOL FROM TO, or both; addresses with or without :port",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = OutputOption.Create();
        var command = new Command("explain", "Show where packets of a flow are copied to, dropped or lost on a node, and why") { node, words, output };
        var cluster = new ClusterOptions(command);
        NameCompletion.Nodes(node, seams, cluster);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (flow, problem) = Flow.Parse(parsed.GetValue(words)!);
            if (flow is null)
            {
                throw new CommandException(ExitCode.Usage, problem!);
            }
            var settings = cluster.Read(parsed);
            using var api = seams.Connect(settings);
            var reader = new ClusterReader(api, settings.Namespace);
            var picture = await reader.PictureAsync(cancellation, new([], PrefixSets.None)).ConfigureAwait(false);
            var name = parsed.GetValue(node)!;
            if (picture.Nodes.All(n => n.Name != name))
            {
                throw new CommandException(PluginExitCode.NotFound, $"there is no node '{name}'; there are: {string.Join(", ", picture.Nodes.Take(20).Select(n => n.Name))}");
            }
            var notes = picture.Notes.ToList();
            var counters = await CountersAsync(reader, api, name, notes, cancellation).ConfigureAwait(false);
            var explanation = Explainer.Explain(picture with { Notes = notes }, name, flow, counters);
            Print.Report(parsed, parsed.GetValue(output), explanation, ReportJsonContext.Default.Explanation,
                () => ExplanationText.Render(explanation));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyDictionary<EdgeName, EdgeTotals>?> CountersAsync(
        ClusterReader reader, KubeApi api, string node, List<string> notes, CancellationToken cancellation)
    {
        var agents = (await reader.PodsAsync(notes, cancellation).ConfigureAwait(false)).Where(p => p.Component == "agent" && p.Node == node).ToList();
        if (agents.Count == 0)
        {
            notes.Add($"found no agent pod on {node}, so its counters are unknown");
            return null;
        }
        var scrape = await new Scraper(api).ScrapeAsync(agents, cancellation).ConfigureAwait(false);
        notes.AddRange(scrape.Problems);
        return scrape.At.Count == 0 ? null : scrape.Edges;
    }
}
