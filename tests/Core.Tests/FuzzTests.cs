using K8sMirror.Core.Filtering.Expressions;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;
using K8sMirror.Testing.Fuzzing;

namespace K8sMirror.Core.Tests;

/// <summary>Damaged user input: readers report problems with positions, and never throw an exception.</summary>
public sealed class FuzzTests
{
    private const string Manifest = """
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: ids, labels: {team: net}}
        spec:
          nodeSelector: {matchLabels: {zone: edge}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}
          priority: 200
          sources:
          - {interface: "ens*", direction: Ingress}
          - podSelector: {matchLabels: {app: db}}
            namespaceSelector: {}
          targets:
          - {name: tool, interface: eth5, deduplicate: {window: 10ms}}
          - name: far
            tunnel: {type: VXLAN, remote: 192.0.2.10, id: 42, dontFragment: false}
            mtuPolicy: Fragment
            healthCheck: {tcpPort: 443}
          filter:
            defaultAction: Reject
            rules:
            - {action: Accept, protocol: TCP, destination: {ports: ["443", "8000-8999"], cidrs: [10.0.0.0/8], addressSets: [partners]}}
          sampling: {oneIn: 100}
          snapLength: 128
          rateLimit: {bitsPerSecond: 1.5G}
        ---
        apiVersion: k8smirror.io/v1alpha1
        kind: AddressSet
        metadata: {name: partners}
        spec: &spec
          cidrs: [192.0.2.0/24, "2001:db8::/32"]
        """;

    [Fact]
    public void A_line() => Fuzzer.Run("line", ["eth1@eth2_eth1@eth3_eth1/eth4@eth5", @"\xff\xfe/ens[0-3]/*@eth5"], text =>
    {
        var result = MirrorLine.Parse(text);
        Assert.All(result.Errors.Concat(result.Warnings), p => Assert.NotEmpty(p.Render(text)));
        Assert.All(result.Mirrors, m => Assert.DoesNotContain(MirrorValidator.Validate(m), f => f.IsRefusal));
    });

    [Fact]
    public void A_filter_expression() => Fuzzer.Run(
        "expression",
        ["tcp port 443 and net 10.0.0.0/8", "not (udp or icmp) and src host 2001:db8::1", "vlan 7 && ether host 02:00:5e:10:00:01 && tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn"],
        text =>
        {
            var result = FilterExpression.Compile(text);
            Assert.All(result.Errors, p => Assert.NotEmpty(p.Render(text)));
        });

    /// <summary>What is read without an error can be planned and written, and is read as the same then.</summary>
    [Fact]
    public void A_manifest() => Fuzzer.Run("manifest", [Manifest, """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"k8smirror.io/v1alpha1","kind":"AddressSet","metadata":{"name":"a"},"spec":{"cidrs":["::/0"]}}]}"""], text =>
    {
        var result = ManifestReader.Read("file", text);
        if (result.IsValid)
        {
            var mirrors = result.Mirrors.Select(m => m.Mirror).ToList();
            _ = NodePlanner.Plan(new(mirrors, [new("node", "uid", new Dictionary<string, string>())]));
            Assert.Empty(ManifestReader.Read("again", ManifestWriter.Write(mirrors)).Errors);
        }
    });
}
