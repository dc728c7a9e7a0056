using System.Text.Json;
using CsCheck;
using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Manifests;

public sealed class ManifestWriterTests
{
    private static readonly Gen<string> Nic = Gen.OneOf(
        Gen.Char["abzAZ019-_.@#,'\"!&{}|>%\\é"].Array[1, 6].Select(c => new string(c)),
        Gen.OneOf(Gen.Const("on"), Gen.Const("null"), Gen.Const("1e3"), Gen.Const("0x1f"), Gen.Const("~"), Gen.Const("-"), Gen.Const("y"), Gen.Const("1_0")));

    private static readonly Gen<string> Label = Gen.Char["abzAZ019"].Array[1, 8].Select(c => new string(c));

    private static readonly Gen<LabelSelectorRequirement> Requirement = Gen.Select(Label, Label.Array[1, 3], Gen.Int[0, 3], (key, values, op) =>
        new LabelSelectorRequirement { Key = key, Operator = new[] { "In", "NotIn", "Exists", "DoesNotExist" }[op], Values = op < 2 ? values : null });

    private static readonly Gen<TrafficMirror> Mirror = Gen.Select(
        Gen.Select(Nic.Array[1, 4], Gen.Int[0, 2].Array[4], Nic.Array[1, 4], Gen.Int[0, 2].Array[4]),
        Gen.Int,
        Gen.Bool,
        Requirement.Array[0, 3],
        Gen.Dictionary(Label, Label)[0, 3].Select(d => new SortedDictionary<string, string>(d, StringComparer.Ordinal)),
        (nics, priority, paused, requirements, labels) => new TrafficMirror
        {
            Metadata = new() { Name = "m", Labels = labels.Count == 0 ? null : labels },
            Spec = new()
            {
                Priority = priority,
                Paused = paused,
                NodeSelector = labels.Count + requirements.Length == 0 ? null : new()
                {
                    MatchLabels = labels.Count == 0 ? null : labels,
                    MatchExpressions = requirements.Length == 0 ? null : requirements,
                },
                Sources = [.. nics.Item1.Select((n, at) => new MirrorSource { Interface = n, Direction = (MirrorDirection)nics.Item2[at] })],
                Targets =
                [
                    .. nics.Item3.Select((n, at) => new MirrorTarget { Name = $"t{at}", Interface = n, Segmentation = (TargetSegmentation)nics.Item4[at] }),
                ],
            },
        });

    [Fact]
    public void What_is_written_is_read_back()
    {
        var good = 0;
        Mirror.Sample(mirror =>
        {
            var text = ManifestWriter.Write(mirror);
            var read = ManifestReader.Read("f", text);
            if (MirrorValidator.Validate(mirror).Count > 0)
            {
                Assert.NotEmpty(read.Errors);
                Assert.All(read.Errors, e => Assert.DoesNotContain("YAML", e.Message, StringComparison.Ordinal));
                return;
            }
            Interlocked.Increment(ref good);
            Assert.Empty(read.Errors);
            Assert.Equal(Json(mirror), Json(read.Mirrors[0].Mirror));
        });
        Assert.NotEqual(0, good);
    }

    [Fact]
    public void The_seed_line_as_yaml() => Assert.Equal(
        """
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata:
          name: line-1
        spec:
          sources:
          - interface: eth1
            direction: Ingress
          - interface: eth4
            direction: Ingress
          targets:
          - name: eth5
            interface: eth5
        ---
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata:
          name: line-2
        spec:
          sources:
          - interface: "on"
            direction: Ingress
          targets:
          - name: tap-0
            interface: Tap.0

        """,
        ManifestWriter.Write(MirrorLine.Parse("eth1/eth4@eth5_on@Tap.0").Mirrors));

    [Fact]
    public void Control_characters_are_escaped() => Assert.Contains(
        "\"\\e[2J\\U0000202e\"",
        ManifestWriter.Write(new TrafficMirror { Spec = new() { Sources = [new() { Interface = "\u001b[2J\u202e" }] } }),
        StringComparison.Ordinal);

    private static string Json(TrafficMirror mirror) => JsonSerializer.Serialize(mirror, ApiJsonContext.Default.TrafficMirror);
}
