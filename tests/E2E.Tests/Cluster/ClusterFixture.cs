using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>
/// Three real nodes with K8sMirror installed, for all tests. <c>K8SMIRROR_E2E_KEEP=1</c> leaves the cluster running and reuses a
/// running one, so that a test can be repeated in seconds.
/// </summary>
public sealed class ClusterFixture : IDisposable
{
    /// <summary>The tag that is installed first.</summary>
    public const string Tag = "e2e";

    /// <summary>The tag for upgrades.</summary>
    public const string NextTag = "e2e-next";

    private static readonly bool Keep = Environment.GetEnvironmentVariable("K8SMIRROR_E2E_KEEP") == "1";

    /// <summary>Starts the cluster.</summary>
    public ClusterFixture()
    {
        Eventually.Patience = TimeSpan.FromSeconds(120);
        if (!Root.Is)
        {
            return; // Each test reports it under its own name.
        }
        foreach (var image in Images.Where(image => !File.Exists(image)))
        {
            throw new FileNotFoundException($"{image} is not built: run 'make e2e', or deploy/images/build.sh --tag {Tag} --tag {NextTag}");
        }
        if (!Keep || Script.Try("status").ExitCode != 0)
        {
            Start();
        }
        Release.Install(Tag);
        // helm waits for pods, but not for the leader's first pass.
        Eventually.True(() => Nodes.All(node => Kubectl.NodeMirror(node.Name)?.Status is not null), "each node's object and its agent's report");
    }

    internal static IReadOnlyList<TestNode> Nodes { get; } = [new("node-1"), new("node-2"), new("node-3")];

    private static IEnumerable<string> Images =>
        from program in (string[])["agent", "operator"]
        from tag in (string[])[Tag, NextTag]
        select Repository.At($"out/images/{program}-{tag}.tar");

    /// <summary>Stops the cluster.</summary>
    public void Dispose()
    {
        if (Root.Is && !Keep)
        {
            _ = Script.Run("down");
        }
    }

    private static void Start()
    {
        _ = Script.Run("down");
        _ = Script.Run("up", $"{Nodes.Count}");
        foreach (var node in Nodes)
        {
            foreach (var nic in TestNode.Nics)
            {
                _ = Script.Run("wire", node.Name, nic);
            }
        }
        foreach (var image in Images)
        {
            _ = Script.Run("load", image);
        }
    }
}
