using System.Text;
using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;

namespace K8sMirror.Core.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string Good = """
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: ids-feed}
        spec:
          sources:
          - {interface: eth1, direction: Ingress}
          - interface: eth4
          targets:
          - {name: ids, interface: eth5}
        """;

    [Fact]
    public void A_mirror_is_read_with_its_defaults()
    {
        var mirror = Assert.Single(ManifestReader.Read("f.yaml", Good).Mirrors).Mirror;
        Assert.Equal(("ids-feed", 100, false), (mirror.Metadata.Name, mirror.Spec.Priority, mirror.Spec.Paused));
        Assert.Equal([("eth1", MirrorDirection.Ingress), ("eth4", MirrorDirection.Both)], mirror.Spec.Sources.Select(s => (s.Interface, s.Direction)));
        Assert.Null(mirror.Spec.NodeSelector);
        Assert.Equal(TargetSegmentation.Auto, Assert.Single(mirror.Spec.Targets).Segmentation);
    }

    [Fact]
    public void Sets_are_read_beside_mirrors_and_in_lists()
    {
        const string Set = "apiVersion: k8smirror.io/v1alpha1\nkind: AddressSet\nmetadata: {name: backups}\nspec: {cidrs: [10.0.0.0/8, 192.0.2.1, '2001:db8::/32']}\n";
        var result = ManifestReader.Read([new("a.yaml", Set + "---\n" + Good), new("b.yaml", """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: k8smirror.io/v1alpha1, kind: AddressSet, metadata: {name: ids-feed}, spec: {cidrs: []}, status: {ipv4: 3}}
            """)]);
        Assert.Empty(result.Errors);
        Assert.Equal(["ids-feed"], result.Mirrors.Select(m => m.Mirror.Metadata.Name));
        Assert.Equal([("backups", 3, "a.yaml", 1), ("ids-feed", 0, "b.yaml", 4)], result.Sets.Select(s => (s.Set.Metadata.Name, s.Prefixes.Prefixes.Count, s.File, s.Line)));
        Assert.Equal(3, result.ToPrefixSets().Find("backups")!.Prefixes.Count);
        Assert.Null(result.ToPrefixSets().Find("others"));
    }

    [Theory]
    [InlineData("spec:\n  cidrs: [10.0.0.0/8, 10.1.2.3/16]", 5, 23, "spec.cidrs[1]", "write 10.1.0.0/16")]
    [InlineData("spec:\n  cidrs: [10.0.0.0/8,\n    junk]", 6, 5, "spec.cidrs[1]", "no IP prefix")]
    [InlineData("spec:\n  cidrs: [10]", 5, 11, "spec.cidrs[0]", "put it in quotes")]
    [InlineData("spec:\n  cidrs:", 5, 9, "spec.cidrs", "is missing")]
    [InlineData("spec: {}", 4, 7, "spec.cidrs", "is missing")]
    [InlineData("spec:", 4, 6, "spec", "is missing")]
    [InlineData("", 1, 1, "spec", "is missing")]
    [InlineData("spec:\n  cidr: []", 5, 3, "spec.cidr", "did you mean 'cidrs'?")]
    public void Mistakes_in_a_set_have_their_place(string spec, int line, int column, string field, string message)
    {
        var result = ManifestReader.Read("f.yaml", $"apiVersion: k8smirror.io/v1alpha1\nkind: AddressSet\nmetadata: {{name: s}}\n{spec}\n");
        Assert.Empty(result.Sets);
        var error = result.Errors[0];
        Assert.Equal((line, column, field), (error.Line, error.Column, error.FieldPath));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_set_of_a_name_is_an_error_and_fifty_thousand_entries_are_read()
    {
        var cidrs = string.Join(", ", Enumerable.Range(0, 50_000).Select(i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}"));
        var text = $"apiVersion: k8smirror.io/v1alpha1\nkind: AddressSet\nmetadata: {{name: s}}\nspec: {{cidrs: [{cidrs}]}}\n";
        var result = ManifestReader.Read([new("a.yaml", text), new("b.yaml", text)]);
        Assert.Equal(50_000, Assert.Single(result.Sets).Prefixes.Prefixes.Count);
        Assert.Equal("'s' is the name of a set at a.yaml:1 already", Assert.Single(result.Errors).Message);
    }

    [Theory]
    [InlineData("direction: Ingress", "direction: ingress", 6, 34, "spec.sources[0].direction", "write Both, Ingress or Egress")]
    [InlineData("direction: Ingress", "direktion: Ingress", 6, 23, "spec.sources[0].direktion", "did you mean 'direction'?")]
    [InlineData("direction: Ingress", "mode: Tap", 6, 23, "spec.sources[0].mode", "allowed here: interface, podSelector, namespaceSelector, podInterface, fallbackInterface, direction")]
    [InlineData("interface: eth4", "interface: 4", 7, 16, "spec.sources[1].interface", "put it in quotes")]
    [InlineData("interface: eth4", "interface: on", 7, 16, "spec.sources[1].interface", "'on', a boolean")]
    [InlineData("interface: eth4", "interface: [eth4]", 7, 16, "spec.sources[1].interface", "must be a string, not a list")]
    [InlineData("interface: eth4", "interface:", 7, 5, "spec.sources[1]", "has no interface and no podSelector")]
    [InlineData("interface: eth4", "eth4", 7, 5, "spec.sources[1]", "must be an object with the fields interface, podSelector, namespaceSelector, podInterface, fallbackInterface, direction")]
    [InlineData("interface: eth4", "interface: \"a/b\"", 7, 16, "spec.sources[1].interface", "'/'")]
    [InlineData("interface: eth5", "interface: eth4", 9, 28, "spec.targets[0].interface", "copied to itself")]
    [InlineData("interface: eth4", "podSelector: null", 7, 18, "spec.sources[1].podSelector", "write the selector, or remove it and write an interface")]
    [InlineData("interface: eth4", "podSelector: {}\n    namespaceSelector: null", 8, 24, "spec.sources[1].namespaceSelector", "remove it to select pods of every namespace")]
    [InlineData("interface: eth5", "podSelector: null", 9, 30, "spec.targets[0].podSelector", "remove it and write an interface or a tunnel")]
    [InlineData("interface: eth5", "podSelector: {}, namespaceSelector: null", 9, 53, "spec.targets[0].namespaceSelector", "remove it to select pods of every namespace")]
    [InlineData("interface: eth5", "interface: eth5, segmentation: hardware", 9, 48, "spec.targets[0].segmentation", "write Auto, Node or Device")]
    [InlineData("interface: eth5", "interface: eth5, segment: Node", 9, 34, "spec.targets[0].segment", "allowed here: name, interface, tunnel, podSelector, namespaceSelector, weight, mtuPolicy, healthCheck, segmentation, deduplicate")]
    [InlineData("interface: eth5", "interface: eth5, weight: 0", 9, 42, "spec.targets[0].weight", "is 0; write at least 1")]
    [InlineData("interface: eth5", "tunnel: {type: VXLAN, remote: 192.0.2.1, port: 0}", 9, 64, "spec.targets[0].tunnel.port", "is 0; write at least 1")]
    [InlineData("interface: eth5", "tunnel: {type: VXLAN, remote: 192.0.2.1, ttl: 0}", 9, 63, "spec.targets[0].tunnel.ttl", "is 0; write at least 1")]
    [InlineData("interface: eth5", "tunnel: {type: ERSPAN, remote: 192.0.2.1, version: 0}", 9, 68, "spec.targets[0].tunnel.version", "is 0; write at least 1")]
    [InlineData("interface: eth5", "tunnel: {type: VXLAN, remote: 192.0.2.1, port: high}", 9, 64, "spec.targets[0].tunnel.port", "must be a whole number from 1 to 2147483647, not 'high', a string")]
    [InlineData("interface: eth5", "tunnel: {type: VXLAN, remote: 192.0.2.1}, healthCheck: {tcpPort: 0}", 9, 82, "spec.targets[0].healthCheck.tcpPort", "is 0; write at least 1")]
    [InlineData("spec:", "spec:\n  priority: high", 5, 13, "spec.priority", "whole number")]
    [InlineData("spec:", "spec:\n  paused: 1", 5, 11, "spec.paused", "true or false")]
    [InlineData("spec:", "spec:\n  source: eth1", 5, 3, "spec.source", "did you mean 'sources'?")]
    [InlineData("spec:", "spec:\n  nodeSelector: {matchLabels: {zone: 1}}", 5, 38, "spec.nodeSelector.matchLabels[zone]", "put it in quotes")]
    [InlineData("spec:", "spec:\n  nodeSelector: {matchLabels: {zone: a b}}", 5, 38, "spec.nodeSelector.matchLabels[zone]", "letters")]
    [InlineData("spec:", "spec:\n  nodeSelector: {matchExpressions: [{key: a, operator: Is}]}", 5, 56, "spec.nodeSelector.matchExpressions[0].operator", "write In")]
    [InlineData("name: ids-feed", "name: Ids_Feed", 3, 18, "metadata.name", "lower-case")]
    [InlineData("name: ids-feed", "name: ''", 3, 18, "metadata.name", "empty")]
    [InlineData("name: ids-feed", "", 3, 11, "metadata.name", "is missing")]
    [InlineData("name: ids-feed", "name: ids, namespace: x", 3, 23, "metadata.namespace", "unknown field")]
    [InlineData("kind: TrafficMirror", "kind: Pod", 2, 7, "kind", "must be TrafficMirror or AddressSet, not 'Pod'")]
    [InlineData("apiVersion: k8smirror.io/v1alpha1", "apiVersion: v1", 1, 13, "apiVersion", "must be k8smirror.io/v1alpha1")]
    [InlineData("kind: TrafficMirror\n", "", 1, 1, "kind", "is missing")]
    [InlineData("kind: TrafficMirror", "kind: TrafficMirror\nkind: TrafficMirror", 3, 1, "", "stands twice")]
    [InlineData("kind: TrafficMirror", "kind: !!binary x", 2, 7, "", "tag")]
    [InlineData("kind: TrafficMirror", "kind: *nowhere", 2, 7, "", "no anchor")]
    [InlineData("metadata: {", "metadata: {{", 3, 11, "", "YAML")]
    public void One_mistake_is_one_error_at_its_place(string old, string mistake, int line, int column, string path, string why)
    {
        Assert.Contains(old, Good, StringComparison.Ordinal);
        var result = ManifestReader.Read("f.yaml", Good.Replace(old, mistake, StringComparison.Ordinal));
        var error = Assert.Single(result.Errors);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(("f.yaml", path), (error.File, error.FieldPath));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Empty(result.Mirrors);
    }

    [Fact]
    public void Several_documents_and_lists_are_read_and_names_must_be_unique_over_files()
    {
        var list = "apiVersion: v1\nkind: List\nitems:\n- " + Good.Replace("\n", "\n  ", StringComparison.Ordinal);
        var result = ManifestReader.Read(
        [
            new("a.yaml", "# only a comment\n---\n" + Good + "\n---\n---\n" + Good.Replace("ids-feed", "two", StringComparison.Ordinal)),
            new("b.yaml", list.Replace("ids-feed", "three", StringComparison.Ordinal)),
            new("c.yaml", "\n" + Good),
        ]);
        Assert.Equal([("ids-feed", "a.yaml", 3), ("two", "a.yaml", 14), ("three", "b.yaml", 4)], result.Mirrors.Select(m => (m.Mirror.Metadata.Name, m.File, m.Line)));
        Assert.Equal("c.yaml:4:18: metadata.name: 'ids-feed' is the name of a mirror at a.yaml:3 already", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Json_is_read_tabs_and_all()
    {
        const string Json = "{\n\t\"apiVersion\": \"k8smirror.io/v1alpha1\",\n\t\"kind\": \"TrafficMirror\",\n\t\"metadata\": {\"name\":\"j\", \"creationTimestamp\": null},\n"
            + "\t\"spec\": {\"priority\":7,\"paused\":true,\"sources\":[{\"interface\":\"e\\u0031\"}],\n\t\t\"targets\":[{\"name\":\"t\",\"interface\":\"e2\"}]}\n}\n";
        var result = ManifestReader.Read("f.json", Json);
        Assert.Empty(result.Errors);
        var spec = Assert.Single(result.Mirrors).Mirror.Spec;
        Assert.Equal((7, true, "e1"), (spec.Priority, spec.Paused, spec.Sources[0].Interface));
    }

    [Fact]
    public void What_kubectl_prints_is_read() => Assert.Empty(ManifestReader.Read("f", Good.Replace(
        "metadata: {name: ids-feed}",
        "metadata:\n  name: ids-feed\n  uid: abc\n  generation: 2\n  resourceVersion: \"17\"\n  creationTimestamp: \"2026-01-01T00:00:00Z\"\n  managedFields: [{manager: x}]\nstatus: {observedGeneration: 2}",
        StringComparison.Ordinal)).Errors);

    [Fact]
    public void Aliases_work_and_bombs_do_not_go_off()
    {
        var shared = Good.Replace("- {interface: eth1, direction: Ingress}", "- &nic {interface: eth1, direction: Ingress}\n  - *nic", StringComparison.Ordinal);
        Assert.Empty(ManifestReader.Read("f", shared).Errors);
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 30; i++)
        {
            bomb.Append('a').Append(i).Append(": &a").Append(i).Append(" [").AppendJoin(',', Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        }
        Assert.Contains("more than 200000 values", Assert.Single(ManifestReader.Read("f", bomb.ToString()).Errors).Message, StringComparison.Ordinal);
        Assert.Contains("no anchor", Assert.Single(ManifestReader.Read("f", "a: &a [*a]").Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Contains("nested deeper", Assert.Single(ManifestReader.Read("f", new('[', 100_000)).Errors).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Single(ManifestReader.Read("f", new(' ', 5_000_000)).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_throws_and_points_into_the_file()
    {
        var lines = Good.Split('\n');
        var edit = Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 8], Gen.Char["{}[]:-&*!|>'\"#%@`?, \n\tax0~\u0000"].Array[0, 4]);
        var text = Gen.OneOf(Gen.String, edit.Select(e => Good.Remove(e.Item1, Math.Min(e.Item2, Good.Length - e.Item1)).Insert(e.Item1, new(e.Item3))));
        text.Sample(t =>
        {
            foreach (var error in ManifestReader.Read("f", t).Errors)
            {
                Assert.InRange(error.Line, 1, t.Count(c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 2);
                Assert.True(error.Column >= 1);
            }
        });
    }
}
