using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Monitoring;

/// <summary>
/// Kubernetes discovery with <c>role: pod</c> for a Prometheus that is built without it, such as Debian's: watches the release's pods and
/// writes a file of targets, with the labels that Prometheus would set.
/// </summary>
internal sealed partial class PodDiscovery : IDisposable
{
    private const string Pods = $"/api/v1/namespaces/{Release.Namespace}/pods";
    private readonly ConcurrentDictionary<string, JsonNode> pods = new(StringComparer.Ordinal);
    private readonly string file;
    private readonly Thread thread;
    private volatile Process? watch;
    private volatile bool stop;

    /// <summary>Starts; the file exists when it returns.</summary>
    public PodDiscovery(string file)
    {
        this.file = file;
        var version = List();
        thread = new Thread(() => Follow(version)) { IsBackground = true, Name = "pods" };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop = true;
        watch?.Kill(entireProcessTree: true);
        thread.Join();
    }

    private string List()
    {
        var list = JsonNode.Parse(Kubectl.Run("get", "--raw", Pods))!;
        pods.Clear();
        foreach (var pod in list["items"]!.AsArray())
        {
            pods[Text(pod!["metadata"]!["name"])] = pod;
        }
        Write();
        return Text(list["metadata"]!["resourceVersion"]);
    }

    private void Follow(string version)
    {
        while (!stop)
        {
            using var watch = Script.Start("kubectl", "get", "--raw", $"{Pods}?watch=true&resourceVersion={version}");
            this.watch = watch;
            while (!stop && watch.StandardOutput.ReadLine() is { } line)
            {
                Take(JsonNode.Parse(line)!);
            }
            watch.Kill(entireProcessTree: true);
            if (!stop)
            {
                version = Eventually.Get(TryList, "the API server", TimeSpan.FromSeconds(60));
            }
        }
    }

    private string? TryList()
    {
        try
        {
            return List();
        }
        catch (InvalidOperationException) when (!stop)
        {
            return null; // The server is unreachable; known pods stay.
        }
    }

    private void Take(JsonNode change)
    {
        var pod = change["object"]!;
        if (Text(change["type"]) is "ADDED" or "MODIFIED")
        {
            pods[Text(pod["metadata"]!["name"])] = pod;
        }
        else if (Text(change["type"]) == "DELETED")
        {
            pods.TryRemove(Text(pod["metadata"]!["name"]), out _);
        }
        Write();
    }

    /// <summary>Atomically: Prometheus reads it on every change.</summary>
    private void Write()
    {
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(pods.Values.SelectMany(Targets)));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static IEnumerable<object> Targets(JsonNode pod) =>
        from container in pod["spec"]!["containers"]!.AsArray()
        from port in container["ports"]?.AsArray() ?? []
        let address = Text(pod["status"]!["podIP"])
        where address.Length > 0
        select new
        {
            targets = (string[])[$"{ClusterAddresses.InUrl(address)}:{(int)port["containerPort"]!}"],
            labels = new Dictionary<string, string>((pod["metadata"]!["labels"]?.AsObject() ?? []).Select(
                label => KeyValuePair.Create($"__meta_kubernetes_pod_label_{NotInNames().Replace(label.Key, "_")}", Text(label.Value))))
            {
                ["__meta_kubernetes_namespace"] = Release.Namespace,
                ["__meta_kubernetes_pod_name"] = Text(pod["metadata"]!["name"]),
                ["__meta_kubernetes_pod_node_name"] = Text(pod["spec"]!["nodeName"]),
                ["__meta_kubernetes_pod_container_name"] = Text(container["name"]),
                ["__meta_kubernetes_pod_container_port_name"] = Text(port["name"]),
            },
        };

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NotInNames();
}
