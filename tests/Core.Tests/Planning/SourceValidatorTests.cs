using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

/// <summary>Sources that are pods, with the field path for the user.</summary>
public sealed class SourceValidatorTests
{
    private static readonly LabelSelector Db = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "db" } };

    public static TheoryData<MirrorSource, string> Wrong => new()
    {
        { new(), "spec.sources[0]: has no interface and no podSelector; write one of the two" },
        { new() { Interface = "eth1", PodSelector = Db }, "spec.sources[0]: has an interface and a podSelector; write one of the two" },
        { new() { Interface = "" }, "spec.sources[0].interface: '' is empty; write the name of a NIC" },
        { new() { Interface = "eth1", NamespaceSelector = Db }, "spec.sources[0].namespaceSelector: is for a source with a podSelector; remove it" },
        { new() { Interface = "eth1", PodInterface = "net1" }, "spec.sources[0].podInterface: is for a source with a podSelector; remove it" },
        { new() { Interface = "eth1", FallbackInterface = "eth2" }, "spec.sources[0].fallbackInterface: is for a source with a podSelector; remove it" },
        {
            new() { PodSelector = new() { MatchExpressions = [new() { Key = "app", Operator = "In" }] } },
            "spec.sources[0].podSelector.matchExpressions[0].values: operator In needs at least one value"
        },
        {
            new() { PodSelector = Db, NamespaceSelector = new() { MatchExpressions = [new() { Key = "", Operator = "Exists" }] } },
            "spec.sources[0].namespaceSelector.matchExpressions[0].key: label key '' must be at most 63 letters, digits, '-', '_' and '.', start and end with a letter "
            + "or digit, and may have a DNS prefix and '/'"
        },
        { new() { PodSelector = Db, PodInterface = "net 1" }, "spec.sources[0].podInterface: 'net 1' has white space, which no NIC's name has; remove it" },
        { new() { PodSelector = Db, PodInterface = "k8sm-in" }, "spec.sources[0].podInterface: 'k8sm-in' is reserved: K8sMirror uses this NIC itself" },
        { new() { PodSelector = Db, FallbackInterface = "eth 1" }, "spec.sources[0].fallbackInterface: 'eth 1' has white space, which no NIC's name has; remove it" },
        { new() { PodSelector = Db, FallbackInterface = "k8sm-in" }, "spec.sources[0].fallbackInterface: 'k8sm-in' is reserved: K8sMirror uses this NIC itself" },
        {
            new() { PodSelector = Db, PodInterface = "net1", FallbackInterface = "eth1" },
            "spec.sources[0].fallbackInterface: goes by the pod's IP, which podInterface does not have; remove one of the two"
        },
        { new() { PodSelector = Db, FallbackInterface = "tap" }, "spec.targets[0].interface: 'tap' is a source of this mirror as well; a NIC cannot be copied to itself" },
        { new() { PodSelector = Db, Direction = (MirrorDirection)9 }, "spec.sources[0].direction: is unknown; write Ingress, Egress or Both" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_found_at_its_field(MirrorSource source, string finding)
    {
        Assert.Equal([finding], MirrorValidator.Validate(Of(source)).Select(f => f.ToString()));
    }

    [Fact]
    public void What_can_work_is_taken()
    {
        MirrorSource[] good =
        [
            new() { PodSelector = new() }, new() { PodSelector = Db, NamespaceSelector = new() }, new() { PodSelector = Db, PodInterface = "net*" },
            new() { PodSelector = Db, PodInterface = "net1", Direction = MirrorDirection.Ingress },
            new() { PodSelector = Db, FallbackInterface = "eth1" }, new() { PodSelector = Db, FallbackInterface = "t*", Direction = MirrorDirection.Egress },
        ];
        Assert.All(good, source => Assert.Empty(MirrorValidator.Validate(Of(source))));
        Assert.Empty(MirrorValidator.Validate(Of(good)));
    }

    [Fact]
    public void Pods_cannot_be_copied_to_themselves_nor_get_two_copies()
    {
        var target = new MirrorTarget { Name = "a", PodSelector = Db };
        Assert.Equal(
            "spec.targets[0].podSelector: selects the pods of a source of this mirror; a pod cannot be copied to itself",
            Assert.Single(MirrorValidator.Validate(Of(new MirrorSource { PodSelector = Db }) with { Spec = new() { Sources = [new() { PodSelector = Db }], Targets = [target] } }))
                .ToString());
        Assert.Equal(
            "spec.targets[1].podSelector: 'pods/app=db' is spec.targets[0] already; a target gets one copy, so remove one of the two",
            Assert.Single(MirrorValidator.Validate(Of(new MirrorSource { Interface = "eth1" }) with
            {
                Spec = new() { Sources = [new() { Interface = "eth1" }], Targets = [target, target with { Name = "b" }] },
            })).ToString());
    }

    private static TrafficMirror Of(params MirrorSource[] sources) =>
        new() { Metadata = new() { Name = "m" }, Spec = new() { Sources = sources, Targets = [new() { Name = "t", Interface = "tap" }] } };
}
