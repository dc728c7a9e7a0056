using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Reading;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Commands;

/// <summary>Completes names of objects in the cluster. Silent and quick: the shell waits for it, and an error would appear on the command line.</summary>
internal static class NameCompletion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Names of mirrors.</summary>
    public static void Mirrors(Argument argument, Seams seams, ClusterOptions cluster) =>
        argument.CompletionSources.Add(c => Names(c, seams, cluster, ClusterReader.MirrorsPath));

    /// <summary>Names of nodes.</summary>
    public static void Nodes(Argument argument, Seams seams, ClusterOptions cluster) =>
        argument.CompletionSources.Add(c => Names(c, seams, cluster, ClusterReader.NodesPath));

    /// <summary>Names of nodes.</summary>
    public static void Nodes(Option option, Seams seams, ClusterOptions cluster) =>
        option.CompletionSources.Add(c => Names(c, seams, cluster, ClusterReader.NodesPath));

    private static IEnumerable<CompletionItem> Names(CompletionContext context, Seams seams, ClusterOptions cluster, string path)
    {
        try
        {
            using var api = seams.Connect(cluster.Read(context.ParseResult) with { RequestTimeout = Patience });
            var items = Task.Run(() => api.ListAsync(path, CancellationToken.None)).GetAwaiter().GetResult();
            return [.. ObjectReader.All("", items, i => new CompletionItem(i.GetProperty("metadata").GetProperty("name").GetString()!), [])];
        }
        catch (Exception e) when (e is CommandException or ApiRefusedException or JsonException)
        {
            return [];
        }
    }
}
