using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Monitoring;

/// <summary>
/// Kubernetes' discovery with <c>role: pod</c> for a Prometheus that is built without it, as Debian's is: watches the pods of the release and
/// writes a file of targets, with the labels that Prometheus gives them.
/// </summary>
internal sealed partial class PodDiscovery : IDisposable
{
    private const string Pods = $"/api/v1/namespaces/{Release.Namespace}/pods";
    private readonly ConcurrentDictionary<string, JsonNode> _pods = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly Thread _thread;
    private volatile Process? _watch;
    private volatile bool _stop;

    /// <summary>Starts; the file is there when it returns.</summary>
    public PodDiscovery(string file)
    {
        _file = file;
        var version = List();
        _thread = new Thread(() => Follow(version)) { IsBackground = true, Name = "pods" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop = true;
        _watch?.Kill(entireProcessTree: true);
        _thread.Join();
    }

    private string List()
    {
        var list = JsonNode.Parse(Kubectl.Run("get", "--raw", Pods))!;
        _pods.Clear();
        foreach (var pod in list["items"]!.AsArray())
        {
            _pods[Text(pod!["metadata"]!["name"])] = pod;
        }
        Write();
        return Text(list["metadata"]!["resourceVersion"]);
    }

    private void Follow(string version)
    {
        while (!_stop)
        {
            using var watch = Script.Start("kubectl", "get", "--raw", $"{Pods}?watch=true&resourceVersion={version}");
            _watch = watch;
            while (!_stop && watch.StandardOutput.ReadLine() is { } line)
            {
                Take(JsonNode.Parse(line)!);
            }
            watch.Kill(entireProcessTree: true);
            if (!_stop)
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
        catch (InvalidOperationException) when (!_stop)
        {
            return null; // The server is away; what was known stays.
        }
    }

    private void Take(JsonNode change)
    {
        var pod = change["object"]!;
        if (Text(change["type"]) is "ADDED" or "MODIFIED")
        {
            _pods[Text(pod["metadata"]!["name"])] = pod;
        }
        else if (Text(change["type"]) == "DELETED")
        {
            _pods.TryRemove(Text(pod["metadata"]!["name"]), out _);
        }
        Write();
    }

    /// <summary>In one step: Prometheus reads it whenever it changes.</summary>
    private void Write()
    {
        File.WriteAllText(_file + ".new", JsonSerializer.Serialize(_pods.Values.SelectMany(Targets)));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private static IEnumerable<object> Targets(JsonNode pod) =>
        from container in pod["spec"]!["containers"]!.AsArray()
        from port in container["ports"]?.AsArray() ?? []
        let address = Text(pod["status"]!["podIP"])
        where address.Length > 0
        select new
        {
            targets = (string[])[$"{address}:{(int)port["containerPort"]!}"],
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
