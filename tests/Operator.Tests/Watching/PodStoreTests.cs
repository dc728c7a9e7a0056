using K8sMirror.Core.Planning;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Watching;

public sealed class PodStoreTests
{
    private readonly HashSet<string> unselected = [];
    private readonly PodStore store;
    private int changes;

    public PodStoreTests()
    {
        store = new(pod => !unselected.Contains(pod.Name));
        store.Changed += () => changes++;
    }

    [Fact]
    public void A_change_replaces_the_list_of_its_node_alone()
    {
        store.Put(Pod("a", "n1"));
        store.Put(Pod("b", "n2"));
        var (first, second) = (store.ByNode["n1"], store.ByNode["n2"]);

        store.Put(Pod("c", "n1"));

        Assert.NotSame(first, store.ByNode["n1"]);
        Assert.Same(second, store.ByNode["n2"]);
        Assert.Equal(["a", "c"], Names("n1"));
        store.Remove(Pod("a", "n1"));
        store.Remove(Pod("a", "n1"));
        Assert.Equal(["c"], Names("n1"));
        store.Remove(Pod("c", "n1"));
        Assert.False(store.ByNode.ContainsKey("n1"));
        Assert.Equal(5, changes);
    }

    [Fact]
    public void What_does_not_matter_wakes_nobody_and_keeps_the_list()
    {
        store.Put(Pod("a", "n1", address: "10.0.0.1"));
        var list = store.ByNode["n1"];

        store.Put(Pod("a", "n1", address: "10.0.0.1"));

        Assert.Equal(1, changes);
        Assert.Same(list, store.ByNode["n1"]);
        store.Put(Pod("a", "n1", address: "10.0.0.2"));
        Assert.Equal(2, changes);
    }

    [Fact]
    public void A_pod_that_ended_or_has_no_node_does_not_count()
    {
        store.Put(Pod("a", "n1"));
        store.Put(Pod("b", ""));
        store.Put(new("ns/a", 2, Pod("a", "n1").Value with { HasEnded = true }));
        Assert.Empty(store.ByNode);
        store.Replace([Pod("a", ""), new("ns/b", 2, Pod("b", "n1").Value with { HasEnded = true })], 3);
        Assert.Empty(store.ByNode);
    }

    [Fact]
    public void A_list_again_keeps_the_lists_of_nodes_on_which_nothing_changed()
    {
        store.Replace([Pod("a", "n1"), Pod("b", "n1"), Pod("c", "n2"), Pod("d", "n3")], 1);
        var before = store.ByNode;

        store.Replace([Pod("c", "n2", address: "10.0.0.9"), Pod("b", "n1"), Pod("a", "n1")], 2);

        Assert.Same(before["n1"], store.ByNode["n1"]);
        Assert.NotSame(before["n2"], store.ByNode["n2"]);
        Assert.Equal(["n1", "n2"], store.ByNode.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pods_that_no_mirror_selects_are_kept_and_wake_nobody()
    {
        unselected.Add("web");
        store.Put(Pod("db", "n1", address: "10.0.0.1"));
        store.Put(Pod("web", "n1"));
        store.Put(Pod("web", "n1", address: "10.0.0.2"));
        store.Put(Pod("web", "n2", address: "10.0.0.2"));
        store.Remove(Pod("web", "n2"));
        Assert.Equal(1, changes);

        store.Put(Pod("web", "n1"));
        Assert.Equal(["db", "web"], Names("n1"));
        // From now on a mirror selects it.
        unselected.Clear();
        store.Put(Pod("web", "n1", address: "10.0.0.3"));
        Assert.Equal(2, changes);
        store.Put(Pod("db", "n1", address: "10.0.0.4"));
        Assert.Equal(3, changes);
    }

    [Fact]
    public void A_pod_that_was_selected_matters_when_it_is_no_longer()
    {
        PodStore labelled = new(pod => pod.Labels.ContainsKey("app"));
        labelled.Changed += () => changes++;
        var with = Pod("a", "n1").Value with { Labels = new Dictionary<string, string> { ["app"] = "db" } };
        labelled.Put(new("ns/a", 1, with));
        labelled.Put(Pod("a", "n1"));
        Assert.Equal(2, changes);
        labelled.Put(Pod("a", "n2"));
        Assert.Equal(2, changes);
    }

    [Fact]
    public void Whoever_claims_a_selected_pod_s_address_on_its_node_matters()
    {
        unselected.UnionWith(["web", "host", "other"]);
        store.Put(Pod("db", "n1", address: "10.0.0.1"));
        store.Put(Pod("web", "n1", address: "10.0.0.1"));
        Assert.Equal(2, changes);
        store.Put(Pod("web", "n1", address: "10.0.0.2"));
        Assert.Equal(3, changes);
        store.Put(Pod("web", "n2", address: "10.0.0.1"));
        store.Put(Pod("other", "n2", address: "10.0.0.1"));
        store.Put(new("ns/host", 1, Pod("host", "n1", address: "10.0.0.1").Value with { IsHostNetwork = true }));
        Assert.Equal(3, changes);
    }

    private IEnumerable<string> Names(string node) => store.ByNode[node].Select(pod => pod.Name).Order(StringComparer.Ordinal);

    private static Watched<ClusterPod> Pod(string name, string node, string? address = null) =>
        new($"ns/{name}", 1, new ClusterPod("ns", name, "u-" + name, node) { Addresses = address is null ? [] : [address] });
}
