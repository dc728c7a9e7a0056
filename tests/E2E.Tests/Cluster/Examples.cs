using K8sMirror.Core.Manifests;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>Everything in <c>examples/</c>, on nodes with the NICs and labels that it refers to, with traffic, from now until disposed.</summary>
internal sealed class Examples : IDisposable
{
    private const string Database = "node-1";
    private const string Edge = "node-2";
    private static readonly string[] DatabaseNics = ["db0", "audit0", "audit1"];
    private static readonly string[] MoreNics = ["eth5", "ens1"];
    private static readonly string[] Files =
        [.. Directory.GetFiles(Repository.At("examples"), "*.yaml").Order(StringComparer.Ordinal), Repository.At("examples/suricata/mirror.yaml")];

    private readonly SteadyTraffic traffic;

    /// <summary>Connects NICs, sets labels, applies; returns when all are programmed.</summary>
    public Examples()
    {
        foreach (var (node, nic) in Nics())
        {
            _ = Script.Try("wire", node, nic); // It may exist from an interrupted test.
        }
        _ = Kubectl.Run("label", "node", Database, "role=database", "--overwrite");
        _ = Kubectl.Run("label", "node", Edge, "zone=edge", "--overwrite");
        foreach (var file in Files)
        {
            _ = Kubectl.Run("apply", "-f", file);
        }
        Programmed();
        traffic = new(ClusterFixture.Nodes.SelectMany(node => ((string[])["eth1", "eth4", "ens1"]).Select(nic => (node, nic)))
            .Append((new(Database), "db0")));
    }

    /// <summary>Names of the mirrors in the files.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Files.SelectMany(file => ManifestReader.Read(file, File.ReadAllText(file)).Mirrors).Select(m => m.Mirror.Metadata.Name)];

    /// <summary>Returns when all are programmed on every node that they select.</summary>
    public static void Programmed()
    {
        foreach (var name in Names)
        {
            _ = Kubectl.Until(name, AppliedMirror.Programmed, $"{name} programmed", TimeSpan.FromSeconds(120));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        traffic.Dispose();
        _ = Kubectl.Run("label", "node", Database, "role-");
        _ = Kubectl.Run("label", "node", Edge, "zone-");
        foreach (var (node, nic) in Nics())
        {
            _ = Script.Try("unwire", node, nic);
        }
    }

    private static IEnumerable<(string Node, string Nic)> Nics() =>
    [
        .. from node in ClusterFixture.Nodes from nic in MoreNics select (node.Name, nic), .. DatabaseNics.Select(nic => (Database, nic)),
    ];
}
