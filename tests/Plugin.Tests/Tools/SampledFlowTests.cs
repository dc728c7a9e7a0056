using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Plugin.Tests.Tools;

/// <summary>Suricata behind a mirror that filters, samples and keeps only headers, compared with docs/filters.md, "Slicing".</summary>
public sealed class SampledFlowTests
{
    private const int Flows = 200;
    private const int OneIn = 4;
    private const int SnapLength = 128;

    /// <summary>A request for a short path is kept whole; its response is not.</summary>
    private const string Mirror = """
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: headers}
        spec:
          sources: [{interface: eth1, direction: Both}]
          targets: [{name: tool, interface: eth2}]
          filter: {rules: [{action: Accept, protocol: TCP, destination: {ports: ["80"]}, bidirectional: true}]}
          sampling: {oneIn: 4, by: Flow}
          snapLength: 128
        """;

    [KernelFact]
    public void Each_sampled_flow_is_there_with_all_packets_of_both_directions_that_are_whole()
    {
        using var bench = new ToolBench();
        // Then each end receives what was on the wire, and can count it there.
        bench.CutAtTheSender();
        using var servers = new Servers(bench.Node, bench.Client);
        using var suricata = new Suricata(bench.Tool, "flow, stats");
        using var manifests = new TempDir();
        File.WriteAllText(manifests.At("mirror.yaml"), Mirror);
        bench.Mirror(manifests.Path);
        using var toServers = new FrameCapture(bench.Node, "eth1");
        using var toClients = new FrameCapture(bench.Client, "eth0");
        using var copies = new FrameCapture(bench.Tool, "eth2");

        for (var i = 0; i < Flows; i++)
        {
            Assert.StartsWith("nothing to see", servers.Get($"/{i}"), StringComparison.Ordinal);
            if (i % 4 == 0)
            {
                // To another port, which the filter does not select.
                Assert.Equal("K8SM-PONG", servers.Ping());
            }
        }
        Eventually.True(() => bench.OpenConnections() == 0, "both ends have closed all connections");

        var sent = Web(toServers.Settle()).Concat(Web(toClients.Settle())).ToList();
        Assert.Equal(Flows, sent.Select(PortOfClient).Distinct().Count());
        var sampled = sent.Where(f => SamplingReference.Takes(OneIn, f)).ToList();
        Assert.InRange(sampled.Select(PortOfClient).Distinct().Count(), 20, 80);
        var captured = copies.WaitFor(sampled.Count);
        Assert.Equal(
            sampled.Select(f => Convert.ToHexString(Slice(f))).Order(StringComparer.Ordinal),
            captured.Select(f => Convert.ToHexString(WithoutChecksum(f.Bytes))).Order(StringComparer.Ordinal));
        Assert.Equal(0, copies.Drops);

        Eventually.True(() => Decoded(suricata, "pkts") == sampled.Count, $"Suricata has read {sampled.Count} packets", TimeSpan.FromSeconds(60));
        suricata.End();
        var cut = sampled.Count(f => f.Length > SnapLength);
        Assert.True(cut > sampled.Count / 5, $"{cut} of {sampled.Count} were cut short");
        Assert.Equal(cut, Decoded(suricata, "event.ipv4.trunc_pkt"));
        Assert.Equal(
            sampled.Where(f => f.Length <= SnapLength).GroupBy(PortOfClient)
                .Select(g => (Client: g.Key, Server: 80, ToServer: g.Count(IsToServer), ToClient: g.Count(f => !IsToServer(f)))).Order(),
            suricata.Events("flow").Select(f => (
                Client: (int)f["src_port"]!, Server: (int)f["dest_port"]!, ToServer: (int)f["flow"]!["pkts_toserver"]!, ToClient: (int)f["flow"]!["pkts_toclient"]!)).Order());
    }

    private static IEnumerable<byte[]> Web(IEnumerable<CapturedFrame> frames) => frames.Select(f => WithoutChecksum(f.Bytes)).Where(f => f[23] == FrameView.Tcp && Ports(f) is (80, _) or (_, 80));

    private static (int From, int To) Ports(byte[] frame) => (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(34)), BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(36)));

    private static bool IsToServer(byte[] frame) => Ports(frame).To == 80;

    private static int PortOfClient(byte[] frame) => IsToServer(frame) ? Ports(frame).From : Ports(frame).To;

    private static byte[] Slice(byte[] frame) => frame.Length > SnapLength ? frame[..SnapLength] : frame;

    /// <summary>A stack leaves the checksum to its NIC; the tool gets the right one, which Suricata checks.</summary>
    private static byte[] WithoutChecksum(byte[] frame)
    {
        if (frame[23] == FrameView.Tcp)
        {
            frame.AsSpan(50, 2).Clear();
        }
        return frame;
    }

    private static long Decoded(Suricata suricata, string counter) =>
        suricata.Events("stats") is [.., var last] ? (long)counter.Split('.').Aggregate(last["stats"]!["decoder"]!, (JsonNode at, string name) => at[name]!) : 0;
}
