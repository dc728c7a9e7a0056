using System.Collections.Concurrent;
using System.Diagnostics;
using K8sMirror.Cluster;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Connection;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Rates;

/// <summary>
/// Reads the agents' metrics through the API server's pod proxy: it needs no route from here to the nodes and no permission but
/// <c>get</c> on <c>pods/proxy</c>, which Kubernetes' own roles edit and admin have.
/// </summary>
internal sealed class Scraper(IKubeApi api)
{
    private const int AtOnce = 16;

    /// <summary>Reads the pages of these agents.</summary>
    public async Task<Scrape> ScrapeAsync(IEnumerable<ComponentPod> agents, CancellationToken cancellation)
    {
        var times = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        var edges = new ConcurrentDictionary<EdgeName, EdgeTotals>();
        var pods = new ConcurrentDictionary<(string Node, string Source), PodName>();
        var problems = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(agents, options, async (agent, cancel) =>
        {
            try
            {
                var page = await PageAsync(agent, "metrics", cancel).ConfigureAwait(false);
                times[agent.Node] = Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
                var (copies, sources) = AgentCounters.Read(agent.Node, page);
                foreach (var (name, totals) in copies)
                {
                    edges[name] = totals;
                }
                foreach (var (source, pod) in sources)
                {
                    pods[(agent.Node, source)] = pod;
                }
            }
            catch (Exception e) when (e is ApiRefusedException or CommandException)
            {
                problems.Add($"{agent.Node}: no metrics from {agent.Namespace}/{agent.Name}: {e.Message}");
            }
        }).ConfigureAwait(false);
        return new(times, edges, [.. problems.Order(StringComparer.Ordinal)]) { Pods = pods };
    }

    /// <summary>One page of a pod. Its server answers only to its own address, so the Host header has that address.</summary>
    /// <exception cref="ApiRefusedException">Refused.</exception>
    public async Task<string> PageAsync(ComponentPod pod, string page, CancellationToken cancellation)
    {
        if (pod.MetricsPort == 0 || pod.Address.Length == 0)
        {
            throw new CommandException(ExitCode.Failed, "it has no address or no port named metrics yet");
        }
        try
        {
            return await api.GetTextAsync(pod.ProxyPath(page), pod.Host, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CommandException || e is ApiRefusedException { IsForbidden: false })
        {
            // A gateway in front of the API server may route by the Host header: retry with the gateway's own. An agent that listens on all
            // addresses (agent.metrics.address=0.0.0.0) also answers to that.
            return await api.GetTextAsync(pod.ProxyPath(page), null, cancellation).ConfigureAwait(false);
        }
    }
}
