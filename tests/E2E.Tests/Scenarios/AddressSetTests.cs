using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>A set of 50,000 addresses that a mirror names, from its change at the API server to the frames at a tool.</summary>
[Collection(ClusterTests.Name)]
public sealed class AddressSetTests
{
    private const string Mirror = "by-set";
    private const string Set = "e2e-servers";
    private const string Inside = "192.0.2.77";

    private static TestNode Node => ClusterFixture.Nodes[0];

    [KernelFact]
    public void A_change_of_a_set_reaches_the_kernel_and_no_NodeMirror_is_written()
    {
        using var outside = Node.Behind("eth1");
        using var behind = Node.Behind("eth3");
        using var tool = new FrameCapture(behind, "eth3");
        using var folder = new TempDir();
        var random = new Random(1);
        string[] others = [.. Enumerable.Range(0, 49_999).Select(_ => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}")];
        // Scattered addresses, like a list of servers; a megabyte is too much for the annotation of a client-side apply.
        Apply(folder, [.. others, "198.51.100.1"]);
        Kubectl.Apply($$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: {{Mirror}}}
            spec:
              nodeSelector: {matchLabels: {kubernetes.io/hostname: {{Node.Name}} } }
              sources: [{interface: eth1, direction: Ingress}]
              targets: [{name: ids, interface: eth3}]
              filter: {rules: [{action: Accept, source: {addressSets: [{{Set}}]}, bidirectional: true}]}
            """);
        try
        {
            _ = Kubectl.Until(Mirror, m => AppliedMirror.Programmed(m) && AppliedMirror.Is(m, ConditionTypes.ResolvedRefs, ConditionStatus.True), "programmed, its set found");
            var version = Version();
            using var sender = new FrameSender(outside, "eth1");
            Send(sender);
            Assert.Equal(0, Count(tool));

            for (var round = 0; round < 5; round++)
            {
                foreach (var isIn in (bool[])[true, false])
                {
                    Apply(folder, [.. others, isIn ? Inside : "198.51.100.1"]);
                    var took = Until(sender, tool, isIn);
                    TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isIn ? "in" : "out")}: {took.TotalMilliseconds:0} ms after the API server's answer"));
                }
            }
            Assert.Equal(version, Version());

            Apply(folder, [.. others, Inside]);
            _ = Until(sender, tool, true);
            _ = Kubectl.Run("delete", "aset", Set);
            _ = Kubectl.Until(Mirror, m => AppliedMirror.Is(m, ConditionTypes.ResolvedRefs, ConditionStatus.False), "its set is missing");
            Assert.Equal(Reasons.AddressSetNotFound, Kubectl.Condition(Mirror, ConditionTypes.ResolvedRefs)!.Reason);
            _ = Until(sender, tool, false);
            Assert.Equal(version, Version());
        }
        finally
        {
            Kubectl.Delete(Mirror);
            _ = Kubectl.Try("delete", "aset", Set, "--ignore-not-found");
        }
    }

    private static void Apply(TempDir folder, string[] cidrs)
    {
        File.WriteAllText(folder.At("set.json"), JsonSerializer.Serialize(
            new { apiVersion = ApiGroup.ApiVersion, kind = AddressSet.KindName, metadata = new { name = Set }, spec = new { cidrs } }));
        _ = Kubectl.Run("apply", "--server-side", "-f", folder.At("set.json"));
    }

    /// <summary>How long it takes until frames are copied, or no longer copied.</summary>
    private static TimeSpan Until(FrameSender sender, FrameCapture tool, bool areCopied)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            var (before, at) = (Count(tool), clock.Elapsed);
            Send(sender);
            // A copied frame arrives at the tool within a moment.
            var patience = Stopwatch.StartNew();
            while (Count(tool) == before && patience.Elapsed < TimeSpan.FromMilliseconds(50))
            {
                Thread.Yield();
            }
            if (Count(tool) > before == areCopied)
            {
                return at;
            }
        }
        throw new TimeoutException($"frames are {(areCopied ? "not" : "still")} copied after {clock.Elapsed}");
    }

    private static void Send(FrameSender sender) => sender.Send(new PacketBuilder().IPv4(Inside, "203.0.113.9").Udp(1, 2).Numbered(1, 100).Build());

    // Source or destination address of the test's own frames.
    private static int Count(FrameCapture tool) => tool.Frames.Count(f => f.Bytes.Length > 42 && f.Bytes[12] == 8 && f.Bytes[13] == 0 && f.Bytes[29] == 77);

    private static string? Version() => Kubectl.NodeMirror(Node.Name)!.Metadata.ResourceVersion;
}
