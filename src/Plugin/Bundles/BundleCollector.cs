using System.Globalization;
using System.Text;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.Plugin.Connection;
using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Reading;
using K8sMirror.Plugin.Statuses;

namespace K8sMirror.Plugin.Bundles;

/// <summary>Collects a bundle. Errors and refusals are noted, and the rest is still collected: you ask for a bundle when things are broken.</summary>
internal sealed class BundleCollector(IKubeApi api, string? installNamespace, BundleWriter bundle, Redactor redactor, BundleOptions options)
{
    private readonly List<string> problems = [];

    /// <summary>Collects everything; returns what could not be collected.</summary>
    public async Task<IReadOnlyList<string>> CollectAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var reader = new ClusterReader(api, installNamespace);
        await ObjectAsync("cluster/version", "version", cancellation).ConfigureAwait(false);
        await ListAsync("cluster/nodes", "api/v1/nodes", cancellation).ConfigureAwait(false);
        await ListAsync("mirrors/trafficmirrors", ClusterReader.MirrorsPath, cancellation).ConfigureAwait(false);
        await ListAsync("mirrors/nodemirrors", ClusterReader.NodeMirrorsPath, cancellation).ConfigureAwait(false);
        foreach (var plural in (string[])[TrafficMirror.Plural, NodeMirror.Plural, AddressSet.Plural])
        {
            await ObjectAsync($"mirrors/crd-{plural}", $"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.{ApiGroup.Name}", cancellation).ConfigureAwait(false);
        }
        foreach (var kind in (string[])[TrafficMirror.KindName, NodeMirror.KindName])
        {
            await ListAsync($"events/{kind.ToLowerInvariant()}s", $"api/v1/events?fieldSelector=involvedObject.kind%3D{kind}", cancellation).ConfigureAwait(false);
        }
        var pods = await reader.PodsAsync(problems, cancellation).ConfigureAwait(false);
        foreach (var space in pods.Select(p => p.Namespace).Append(installNamespace).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList())
        {
            await NamespaceAsync(space, cancellation).ConfigureAwait(false);
        }
        var picture = await TryAsync("the cluster's picture", () => reader.PictureAsync(cancellation)).ConfigureAwait(false);
        if (picture is not null)
        {
            bundle.Add("status.txt", redactor.Text(StatusText.Render(StatusComposer.Compose(picture, pods, null), now, full: false)));
        }
        foreach (var pod in Chosen(pods, picture))
        {
            await PodAsync(pod, cancellation).ConfigureAwait(false);
        }
        bundle.Add("README.txt", redactor.Text(ReadMe(now)));
        return problems;
    }

    private async Task NamespaceAsync(string space, CancellationToken cancellation)
    {
        const string Ours = "?labelSelector=app.kubernetes.io%2Fpart-of%3Dk8smirror";
        await ListAsync($"install/{space}/pods", $"api/v1/namespaces/{space}/pods{Ours}", cancellation).ConfigureAwait(false);
        await ListAsync($"install/{space}/daemonsets", $"apis/apps/v1/namespaces/{space}/daemonsets{Ours}", cancellation).ConfigureAwait(false);
        await ListAsync($"install/{space}/deployments", $"apis/apps/v1/namespaces/{space}/deployments{Ours}", cancellation).ConfigureAwait(false);
        await ListAsync($"install/{space}/leases", $"apis/coordination.k8s.io/v1/namespaces/{space}/leases", cancellation).ConfigureAwait(false);
        await ListAsync($"events/namespace-{space}", $"api/v1/namespaces/{space}/events", cancellation).ConfigureAwait(false);
    }

    private async Task PodAsync(ComponentPod pod, CancellationToken cancellation)
    {
        var name = $"pods/{pod.Namespace}-{pod.Name}";
        var scraper = new Scraper(api);
        await TextAsync($"{name}.metrics.txt", async () => redactor.Text(await scraper.PageAsync(pod, "metrics", cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        if (!options.WithLogs)
        {
            return;
        }
        var log = $"api/v1/namespaces/{pod.Namespace}/pods/{pod.Name}/log?limitBytes={BundleOptions.LogBytes}&timestamps=true";
        var since = string.Create(CultureInfo.InvariantCulture, $"&sinceSeconds={(long)options.Since.TotalSeconds}");
        await TextAsync($"{name}.log", async () => redactor.Text(await api.GetTextAsync(log + since, null, cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        try
        {
            bundle.Add($"{name}.previous.log", redactor.Text(await api.GetTextAsync(log + "&previous=true", null, cancellation).ConfigureAwait(false)));
        }
        catch (Exception e) when (e is ApiRefusedException or CommandException)
        {
            // Usually the container has not restarted, so there is no earlier log.
        }
    }

    private IEnumerable<ComponentPod> Chosen(IReadOnlyList<ComponentPod> pods, ClusterPicture? picture)
    {
        var agents = pods.Where(p => p.Component == "agent" && (options.Nodes.Count == 0 || options.Nodes.Contains(p.Node)))
            .OrderBy(p => p.IsReady && !IsInTrouble(picture, p.Node)).ThenBy(p => p.Node, StringComparer.Ordinal)
            .ToList();
        if (options.Nodes.Count == 0 && agents.Count > BundleOptions.MostAgents)
        {
            problems.Add($"logs and metrics of {BundleOptions.MostAgents} of {agents.Count} agents, those in trouble first; --node NAME takes others");
            agents = agents[..BundleOptions.MostAgents];
        }
        return pods.Where(p => p.Component == "operator").Concat(agents);
    }

    private static bool IsInTrouble(ClusterPicture? picture, string node) =>
        picture?.NodeMirrors.GetValueOrDefault(node) is { } of
        && (of.Status is null || of.Status.ObservedGeneration < of.Metadata.Generation || of.Status.Sessions.Any(s => s.State != ProgrammedState.Programmed));

    private Task ObjectAsync(string name, string path, CancellationToken cancellation) =>
        TextAsync($"{name}.yaml", async () => redactor.Object(await api.GetAsync(path, cancellation).ConfigureAwait(false)));

    private Task ListAsync(string name, string path, CancellationToken cancellation) =>
        TextAsync($"{name}.yaml", async () => redactor.Objects(await api.ListAsync(path, cancellation).ConfigureAwait(false)));

    private async Task TextAsync(string name, Func<Task<CleanText>> get)
    {
        if (await TryAsync(name, get).ConfigureAwait(false) is { } text)
        {
            bundle.Add(name, text);
        }
    }

    private async Task<T?> TryAsync<T>(string name, Func<Task<T>> get)
        where T : class
    {
        try
        {
            return await get().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiRefusedException or CommandException or JsonException)
        {
            problems.Add($"{name}: {e.Message}");
            return null;
        }
    }

    private string ReadMe(DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"K8sMirror support bundle, made {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by kubectl-mirror {BuildVersion.Release}\n\n");
        text.Append("Secrets and ConfigMaps were not read. Only fields and words that are known to be harmless are kept; all others were replaced by\n");
        text.Append("(removed). Names of nodes, addresses and NICs are in it: look before you hand it on.\n\n");
        foreach (var entry in bundle.Entries)
        {
            text.Append(entry).Append('\n');
        }
        text.Append(problems.Count == 0 ? "\nEverything that was asked for is here.\n" : "\nNot here:\n");
        foreach (var problem in problems)
        {
            text.Append(problem).Append('\n');
        }
        return text.ToString();
    }
}
