using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Plugin.Explaining;
using K8sMirror.Plugin.Planning;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Tests.Pure;

/// <summary>Pods in a plan and in an explanation.</summary>
public sealed class PodTests
{
    private static readonly TrafficMirror Databases = Make.Mirror("db", "eth1", "eth5") is var m ? m with
    {
        Spec = m.Spec with
        {
            Sources = [new() { PodSelector = Make.Label("app", "db"), Direction = MirrorDirection.Ingress }],
            Targets = [new() { Name = "ids", PodSelector = Make.Label("app", "ids") }],
        },
    } : m;

    private static ClusterPod Pod(string name, string app, string node, string address) =>
        new("payments", name, $"uid-{name}", node) { Labels = new Dictionary<string, string> { ["app"] = app }, Addresses = [address] };

    [Fact]
    public void A_plan_has_the_nodes_that_run_such_pods_and_how_many()
    {
        var cluster = Make.Cluster([], [Make.Node("a"), Make.Node("b"), Make.Node("c")]) with
        {
            Pods = PodSnapshot.Of(
            [
                Pod("db-0", "db", "a", "10.0.0.1"), Pod("db-1", "db", "a", "10.0.0.2"), Pod("ids-a", "ids", "a", "10.0.0.3"), Pod("db-2", "db", "b", "10.0.1.1"),
                Pod("ids-c", "ids", "c", "10.0.2.1"),
            ]),
        };

        var plan = PlanComposer.Compose(cluster, [Databases]);

        Assert.Equal(
            ["a Start pods/app=db pods/app=ids 2 pods on the node now; 1 pod to copy to now", "b Start pods/app=db pods/app=ids 1 pod on the node now; no pod to copy to now"],
            plan.Nodes.SelectMany(n => n.Changes.Select(c => $"{n.Node} {c.Change} {c.Source} {c.Target} {c.Note}")));
        Assert.False(plan.HasRefusal);
    }

    [Fact]
    public void Where_pods_cannot_be_read_nothing_is_said_to_stop()
    {
        var told = Make.Told("a", [Databases]);
        var plan = PlanComposer.Compose(Make.Cluster([Databases], [Make.Node("a")], told), [Databases, Make.Mirror("web", "eth1", "eth2")]);

        Assert.Equal((1, 0), (plan.Start, plan.Stop));
    }

    [Fact]
    public void An_explanation_knows_a_pod_by_the_nodes_end_of_its_NIC()
    {
        var told = Make.Told("a", [Databases], Make.Edge("veth1", "veth9", direction: EdgeDirection.Egress));
        told = told with
        {
            Spec = new()
            {
                Sessions = [told.Spec.Sessions[0] with
                {
                    Pods =
                    [
                        new() { Namespace = "payments", Name = "db-0", Addresses = ["10.0.0.1"], Sources = [0] },
                        new() { Namespace = "payments", Name = "ids-a", Addresses = ["10.0.0.3"], Targets = [0] },
                    ],
                }],
            },
            Status = told.Status! with
            {
                Sessions = [told.Status!.Sessions[0] with
                {
                    Edges = [Make.Edge("veth1", "veth9", direction: EdgeDirection.Egress)],
                    Pods =
                    [
                        new() { Namespace = "payments", Name = "db-0", Interfaces = ["veth1"], State = ProgrammedState.Programmed },
                        new() { Namespace = "payments", Name = "ids-a", Interfaces = ["veth9"], IsTarget = true, State = ProgrammedState.Programmed },
                    ],
                }],
            },
        };
        var cluster = Make.Cluster([Databases], [Make.Node("a"), Make.Node("b")], told) with
        {
            Pods = PodSnapshot.Of([Pod("db-0", "db", "a", "10.0.0.1"), Pod("ids-a", "ids", "a", "10.0.0.3")]),
        };

        string[] Explain(string node, string flow) =>
            [.. Explainer.Explain(cluster, node, Flow.Parse([flow]).Flow!, null).Copies.Select(c => $"{c.Source} {c.Direction} {c.Target} {c.Verdict} {c.Reason}")];

        Assert.Equal(["veth1 Egress veth9 Copied Programmed"], Explain("a", "veth1:egress"));
        Assert.Equal(["veth1 Egress veth9 Copied Programmed"], Explain("a", "tcp 10.0.0.7:41000 -> 10.0.0.1:443"));
        Assert.Empty(Explain("a", "veth1:ingress"));
        Assert.Equal(["pods/app=db Ingress pods/app=ids NotCopied NoPods"], Explain("b", "tcp 10.0.0.7:41000 -> 10.0.0.1:443"));
    }

    [Fact]
    public void An_explanation_knows_which_addresses_tell_a_pod_on_a_NIC_that_it_shares()
    {
        var mirror = Databases with
        {
            Spec = Databases.Spec with
            {
                Sources = [new() { PodSelector = Make.Label("app", "db"), Direction = MirrorDirection.Ingress, FallbackInterface = "eth*" }],
                Targets = [new() { Name = "tool", Interface = "tool" }],
            },
        };
        var edge = Make.Edge("eth1", "tool", direction: EdgeDirection.Ingress);
        var told = Make.Told("a", [mirror], edge);
        told = told with
        {
            Spec = new()
            {
                Sessions = [told.Spec.Sessions[0] with
                {
                    Pods =
                    [
                        new() { Namespace = "payments", Name = "db-0", Addresses = ["10.0.0.1"], Sources = [0] },
                        new() { Namespace = "payments", Name = "db-1", Addresses = ["10.0.0.2"], Sources = [0] },
                    ],
                }],
            },
            Status = told.Status! with
            {
                Sessions = [told.Status!.Sessions[0] with
                {
                    Edges = [edge, Make.Edge("veth1", "tool", direction: EdgeDirection.Egress)],
                    Pods =
                    [
                        new() { Namespace = "payments", Name = "db-0", Interfaces = ["eth1"], ByAddress = true, State = ProgrammedState.Programmed },
                        new() { Namespace = "payments", Name = "db-1", Interfaces = ["veth1"], State = ProgrammedState.Programmed },
                    ],
                }],
            },
        };
        var cluster = Make.Cluster([mirror], [Make.Node("a")], told) with
        {
            Pods = PodSnapshot.Of([Pod("db-0", "db", "a", "10.0.0.1"), Pod("db-1", "db", "a", "10.0.0.2")]),
        };

        string[] Explain(string flow, TrafficMirror? other = null) =>
            [.. Explainer.Explain(other is null ? cluster : cluster with { Mirrors = [other] }, "a", Flow.Parse([flow]).Flow!, null).Copies
                .Select(c => $"{c.Source} {c.Direction} {c.Verdict} {c.Message}")];

        const string Only = "only packets to 10.0.0.1";
        Assert.Equal([$"eth1 Ingress Copied {Only}"], Explain("eth1:ingress"));
        Assert.Empty(Explain("eth1:egress"));
        Assert.Equal([$"eth1 Ingress Copied {Only}", "veth1 Egress Copied "], Explain("tcp 10.0.0.7:41000 -> 10.0.0.1:443"));
        Assert.Equal([$"eth1 Ingress NotCopied {Only}", "veth1 Egress Copied "], Explain("tcp 10.0.0.1:443 -> 10.0.0.7:41000"));
        // A NIC that is also a source is copied whole.
        var both = mirror with { Spec = mirror.Spec with { Sources = [.. mirror.Spec.Sources, new() { Interface = "eth1" }] } };
        Assert.Equal(["eth1 Ingress Copied "], Explain("eth1:ingress", both));
    }
}
