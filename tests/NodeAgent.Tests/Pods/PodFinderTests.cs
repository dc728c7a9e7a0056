using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Pods;

public sealed class PodFinderTests : IDisposable
{
    private readonly FakeNode node = new();
    private readonly FakePodMemory memory = new();
    private readonly WallClock clock = new();
    private PodFinder finder;

    public PodFinderTests() => finder = new(node, memory, clock);

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("2001:db8::5", "2001:DB8:0:0::5")]
    [InlineData("10.0.0.5,2001:db8::5", "2001:db8::5,10.0.0.5")]
    public void A_pod_is_behind_the_NIC_whose_other_end_has_its_address(string there, string asked)
    {
        node.AddPod("veth-other", "10.0.0.4", "2001:db8::4");
        node.AddPod("veth-web", there.Split(','));
        var pod = FakeNode.Pod("web", asked);

        Assert.Equal((PodPlaceState.Found, "veth-web"), Find(pod));
    }

    [Fact]
    public void An_address_that_comes_late_is_looked_for_soon_and_then_ever_later()
    {
        node.AddPod("veth-web");
        var pod = FakeNode.Pod("web", "10.0.0.5");
        var delays = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            var places = Places(pod);
            Assert.NotEqual(PodPlaceState.Found, places.Of(pod).State);
            delays.Add(places.LookAgain!.Value);
            clock.Pass(delays[^1]);
        }
        Assert.Equal([20, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_000, 10_000], delays.Select(d => d.TotalMilliseconds));
        Assert.Equal(PodPlaceState.Missing, Places(pod).Of(pod).State);
        Assert.Equal("the node has no route to 10.0.0.5", Places(pod).Of(pod).Problem);

        node.AddAddress("veth-web", "10.0.0.5");
        Assert.Equal((PodPlaceState.Found, "veth-web"), Find(pod));
        Assert.Null(Places(pod).LookAgain);
    }

    [Fact]
    public void What_the_disk_did_not_take_is_saved_at_the_next_look_and_only_until_it_has()
    {
        node.AddPod("veth-web", "10.0.0.5");
        var pod = FakeNode.Pod("web", "10.0.0.5");
        memory.IsFull = true;
        Places(pod);
        Places(pod);
        Assert.Equal((2, 0), (memory.Saves, memory.Records.Ledger.Bindings.Count));

        memory.IsFull = false;
        Places(pod);
        Places(pod);
        Assert.Equal((3, 1), (memory.Saves, memory.Records.Ledger.Bindings.Count));
    }

    [Fact]
    public void What_the_kernel_did_not_say_of_a_namespace_is_asked_again_at_once()
    {
        var nic = node.AddPod("veth-web", "10.0.0.5");
        var cache = new NamespaceCache(node, clock);
        node.HidesNics = true;
        Assert.Empty(cache.NamesIn(0, [nic]));

        node.HidesNics = false;
        Assert.Contains("eth0", cache.NamesIn(0, [nic]).Values);
        node.HidesNics = true;
        Assert.Contains("eth0", cache.NamesIn(0, [nic]).Values);
    }

    [Fact]
    public void Namespaces_are_read_once_and_those_of_bound_pods_not_at_all()
    {
        for (var i = 0; i < 50; i++)
        {
            node.AddPod($"veth{i}", $"10.0.0.{i}");
        }
        var pods = Enumerable.Range(0, 50).Select(i => FakeNode.Pod($"p{i}", $"10.0.0.{i}")).ToArray();
        Places(pods[..20]);
        Assert.Equal(50, node.Reads);
        Places(pods[..30]);
        Assert.Equal(50, node.Reads);
        node.AddPod("veth-new", "10.0.1.1");
        Places([.. pods, FakeNode.Pod("new", "10.0.1.1")]);
        Assert.Equal(51, node.Reads);
        clock.Pass(TimeSpan.FromMinutes(1));
        Places(pods);
        Assert.Equal(51, node.Reads);
    }

    [Fact]
    public void Nothing_is_read_while_no_pod_is_asked_for()
    {
        node.AddPod("veth-web", "10.0.0.5");
        Places();
        Assert.Equal((0, 0), (node.Reads, memory.Saves));
    }

    [Fact]
    public void Two_NICs_with_the_address_are_waited_out_and_a_bound_one_is_kept()
    {
        node.AddPod("veth-old", "10.0.0.5");
        node.AddPod("veth-new", "10.0.0.5");
        var pod = FakeNode.Pod("web", "10.0.0.5");
        Assert.Equal(PodPlaceState.Looking, Find(pod).State);
        Assert.Contains("veth-new, veth-old", Places(pod).Of(pod).Problem, StringComparison.Ordinal);

        node.Remove("veth-old");
        Assert.Equal((PodPlaceState.Found, "veth-new"), Find(pod));

        node.AddPod("veth-third", "10.0.0.5");
        Assert.Equal((PodPlaceState.Found, "veth-new"), Find(pod));
    }

    [Fact]
    public void Of_several_NICs_the_newest_is_the_pods_and_when_that_goes_the_pods_has_gone()
    {
        node.AddPod("veth-old", "10.0.0.5");
        node.AddPod("veth-new", "10.0.0.5");
        var pod = FakeNode.Pod("web", "10.0.0.5");
        Assert.Equal(PodPlaceState.Looking, Find(pod).State);
        node.Remove("veth-new");
        Restart();
        Assert.Equal(PodPlaceState.Gone, Find(pod).State);
    }

    [Fact]
    public void A_NIC_is_never_two_pods()
    {
        node.AddPod("veth-web", "10.0.0.5");
        var (a, b) = (FakeNode.Pod("a", "10.0.0.5"), FakeNode.Pod("b", "10.0.0.5"));
        Assert.All([a, b], p => Assert.Equal(PodPlaceState.Looking, Places(a, b).Of(p).State));
        Assert.Equal((PodPlaceState.Found, "veth-web"), Find(a));
        // Even if the first one is no longer requested.
        Assert.Equal(PodPlaceState.Looking, Find(b).State);
        Assert.Contains("another pod's", Places(b).Of(b).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_whose_NIC_has_gone_gets_no_other_until_its_network_is_another()
    {
        node.AddPod("veth-a", "10.0.0.5");
        var pod = FakeNode.Pod("a", "10.0.0.5", clock.Text);
        Assert.Equal(PodPlaceState.Found, Find(pod).State);
        node.Remove("veth-a");
        Assert.Equal((PodPlaceState.Gone, ""), Find(pod));
        node.AddPod("veth-b", "10.0.0.5");
        Assert.Equal(PodPlaceState.Gone, Find(pod).State);
        Assert.Equal("its NIC has gone", Places(pod).Of(pod).Problem);
        Restart();
        Assert.Equal(PodPlaceState.Gone, Find(pod).State);

        clock.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal((PodPlaceState.Found, "veth-b"), Find(pod with { NetworkSince = clock.Text }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pod_that_is_told_without_its_time_when_its_sandbox_has_ended_is_the_same(bool restart)
    {
        node.AddPod("veth-a", "10.0.0.5");
        var pod = FakeNode.Pod("a", "10.0.0.5", clock.Text);
        Find(pod);
        node.Remove("veth-a");
        Find(pod);
        node.AddPod("veth-b", "10.0.0.5");
        if (restart)
        {
            Restart();
        }
        Assert.Equal(PodPlaceState.Gone, Find(pod with { NetworkSince = null }).State);
        Assert.Equal(PodPlaceState.Gone, Find(pod).State);
    }

    [Fact]
    public void A_number_of_a_namespace_that_is_given_to_another_one_while_it_is_read_misleads_nobody()
    {
        node.AddPod("veth-a", "10.0.0.4");
        var links = node.Links;
        node.Reading = _ =>
        {
            node.Reading = null;
            node.Remove("veth-a");
            // The new pod gets the number, and its NIC there the index.
            node.AddPod("veth-b", "10.0.0.5");
        };
        var pod = FakeNode.Pod("b", "10.0.0.5");
        Assert.Equal(PodPlaceState.Looking, finder.Find(Ask.For(FakeNode.Session(pod)), links).Of(pod).State);
        Assert.Equal((PodPlaceState.Found, "veth-b"), Find(pod));
    }

    [Fact]
    public void A_NIC_that_came_after_the_network_was_ready_is_another_pods()
    {
        Places();
        var pod = FakeNode.Pod("a", "10.0.0.5", clock.Text);
        clock.Pass(TimeSpan.FromSeconds(9));
        Places();
        clock.Pass(TimeSpan.FromSeconds(1));
        // The agent has never seen the pod's own NIC; another pod has taken over the address.
        node.AddPod("veth-b", "10.0.0.5");
        Assert.Equal(PodPlaceState.Looking, Find(pod).State);
        Assert.Contains("came after", Places(pod).Of(pod).Problem, StringComparison.Ordinal);
        var b = FakeNode.Pod("b", "10.0.0.5", clock.Text);
        Assert.Equal((PodPlaceState.Found, "veth-b"), (Places(pod, b).Of(b).State, Places(pod, b).Of(b).Nic));
    }

    [Fact]
    public void An_agent_that_starts_again_knows_still_which_NICs_are_too_young()
    {
        var pod = FakeNode.Pod("a", "10.0.0.5", clock.Text);
        clock.Pass(TimeSpan.FromSeconds(9));
        Places(pod);
        clock.Pass(TimeSpan.FromSeconds(1));
        node.AddPod("veth-b", "10.0.0.5");
        Places(pod);
        Restart();
        Assert.Equal(PodPlaceState.Looking, Find(pod).State);
        Assert.Contains("came after", Places(pod).Of(pod).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_that_starts_again_does_not_take_another_pods_NIC_with_the_same_index_for_the_one_that_it_knew()
    {
        var index = node.AddPod("cali1", "10.0.0.5");
        node.AddPod("cali2", "10.0.0.6");
        node.AddPod("cali3");
        node.SetWay("10.0.0.7", node.Index("cali3"));
        var (a, b, sandboxed) = (FakeNode.Pod("a", "10.0.0.5"), FakeNode.Pod("b", "10.0.0.6"), FakeNode.Pod("c", "10.0.0.7"));
        Places(a, b, sandboxed);
        node.Remove("cali1");
        node.Reuse(index);
        Assert.Equal(index, node.AddPod("cali4", "10.0.0.8"));
        Restart();
        var places = Places(a, b, sandboxed);
        Assert.Equal((PodPlaceState.Gone, "cali2", "cali3"), (places.Of(a).State, places.Of(b).Nic, places.Of(sandboxed).Nic));
        Assert.Equal((PodPlaceState.Found, "cali4"), Find(FakeNode.Pod("d", "10.0.0.8")));
    }

    [Fact]
    public void A_time_or_an_address_that_is_known_later_changes_nothing()
    {
        node.AddPod("veth-a", "10.0.0.5", "2001:db8::5");
        Assert.Equal(PodPlaceState.Found, Find(FakeNode.Pod("a", "10.0.0.5")).State);
        Assert.Equal(PodPlaceState.Found, Find(FakeNode.Pod("a", "10.0.0.5", clock.Text)).State);
        Assert.Equal(PodPlaceState.Found, Find(FakeNode.Pod("a", "10.0.0.5,2001:db8::5", clock.Text)).State);
        clock.Pass(TimeSpan.FromMinutes(1));
        // The condition flapped, but the NIC is still the same.
        Assert.Equal(PodPlaceState.Found, Find(FakeNode.Pod("a", "10.0.0.5,2001:db8::5", clock.Text)).State);
        node.Remove("veth-a");
        Assert.Equal(PodPlaceState.Gone, Find(FakeNode.Pod("a", "10.0.0.5,2001:db8::5", clock.Text)).State);
    }

    [Fact]
    public void A_sandbox_that_was_made_again_has_the_new_NIC_even_while_the_old_one_is_there()
    {
        node.AddPod("veth-1", "10.0.0.5");
        Assert.Equal((PodPlaceState.Found, "veth-1"), Find(FakeNode.Pod("a", "10.0.0.5", clock.Text)));
        clock.Pass(TimeSpan.FromMinutes(1));
        node.AddPod("veth-2", "10.0.0.5");
        Assert.Equal((PodPlaceState.Found, "veth-2"), Find(FakeNode.Pod("a", "10.0.0.5", clock.Text)));
    }

    [Fact]
    public void After_the_node_started_again_nothing_is_as_it_was()
    {
        node.AddPod("veth-a", "10.0.0.5");
        var pod = FakeNode.Pod("a", "10.0.0.5", clock.Text);
        Find(pod);
        memory.Records = new(memory.Records.Ledger.AfterBoot(), null);
        Restart();
        Assert.Equal(PodPlaceState.Gone, Find(pod).State);
    }

    [Fact]
    public void A_pod_is_found_by_the_nodes_own_way_where_its_runtime_has_taken_the_address()
    {
        node.AddPod("veth-a");
        node.AddPod("veth-b", "10.0.0.6");
        node.SetWay("10.0.0.5", node.Index("veth-a"));
        Assert.Equal((PodPlaceState.Found, "veth-a"), Find(FakeNode.Pod("a", "10.0.0.5")));
        node.SetWay("10.0.0.7", node.Index("veth-b"));
        Assert.Equal(PodPlaceState.Looking, Find(FakeNode.Pod("c", "10.0.0.7")).State);
        var tap = node.AddPlain("tap0", "tun");
        node.SetWay("10.0.0.8", tap);
        Assert.Equal((PodPlaceState.Found, "tap0"), Find(FakeNode.Pod("d", "10.0.0.8")));
    }

    [Fact]
    public void Other_NICs_of_the_pod_are_known_with_their_names_inside()
    {
        node.AddPod("veth-a", "10.0.0.5");
        node.AddNicBeside("veth-a", "veth-a1", "net1", "192.0.2.1");
        var pod = FakeNode.Pod("a", "10.0.0.5");
        var session = FakeNode.Session(pod) with { Sources = [new() { PodSelector = new(), PodInterface = "net*" }] };
        var place = finder.Find(Ask.For(session), node.Links).Of(pod);
        Assert.Equal([new("veth-a", "eth0"), new PodNic("veth-a1", "net1")], place.Nics);

        // A later one also belongs to the pod; when the first is removed, the others stay.
        node.AddNicBeside("veth-a", "veth-a2", "net2");
        node.Remove("veth-a");
        clock.Pass(TimeSpan.FromSeconds(6));
        place = finder.Find(Ask.For(session), node.Links).Of(pod);
        Assert.Equal((PodPlaceState.Gone, 2), (place.State, place.Nics.Count));
        Assert.Equal(["net1", "net2"], place.Nics.Select(n => n.Inside));
    }

    [Fact]
    public void A_NIC_with_the_address_that_has_no_end_here_is_said_and_the_pods_others_are_found()
    {
        node.AddPod("veth-a1");
        node.AddAddressElsewhere("veth-a1", "10.0.0.5");
        var pod = FakeNode.Pod("a", "10.0.0.5");
        Assert.Equal(PodPlaceState.Missing, Find(pod).State);
        Assert.Equal("veth-a1", Assert.Single(Places(pod).Of(pod).Nics).Name);
        Assert.Contains("has no end at the node", Places(pod).Of(pod).Problem, StringComparison.Ordinal);
        Assert.True(IsByAddress(pod));
    }

    [Fact]
    public void A_pod_behind_a_NIC_that_others_use_too_is_told_by_its_addresses_at_once_and_until_it_has_one_of_its_own()
    {
        node.SetWay("10.0.0.5", 0, "packets for 10.0.0.5 pass eth1", PodAbsence.Shared);
        var pod = FakeNode.Pod("mac", "10.0.0.5,2001:db8::5");
        Assert.True(IsByAddress(pod));
        clock.Pass(TimeSpan.FromSeconds(11));
        Assert.True(IsByAddress(pod));
        Assert.Equal(PodPlaceState.Missing, Find(pod).State);

        node.AddPod("veth-mac", "10.0.0.5");
        Assert.Equal((PodPlaceState.Found, "veth-mac"), Find(pod));
        Assert.False(IsByAddress(pod));
    }

    [Fact]
    public void A_pod_of_which_nothing_is_known_is_told_by_its_addresses_once_it_was_looked_for_long_and_also_by_the_next_agent()
    {
        var pod = FakeNode.Pod("mac", "10.0.0.5");
        Assert.False(IsByAddress(pod));
        clock.Pass(TimeSpan.FromSeconds(11));
        Assert.True(IsByAddress(pod));
        Restart();
        Assert.True(IsByAddress(pod));
        Assert.False(IsByAddress(FakeNode.Pod("new", "10.0.0.6")));
        // Nothing requested it meanwhile: it may be another one.
        Assert.False(IsByAddress(pod));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.5,10.0.0.1")]
    [InlineData("10.0.0.1,10.0.0.5")]
    public void A_pod_with_an_address_of_the_node_is_not_told_by_it(string ips)
    {
        node.SetWay("10.0.0.1", 0, "10.0.0.1 is an address of the node itself", PodAbsence.Doubtful);
        node.SetWay("10.0.0.5", 0, "packets for 10.0.0.5 pass eth1", PodAbsence.Shared);
        var pod = FakeNode.Pod("host", ips);
        Assert.False(IsByAddress(pod));
        clock.Pass(TimeSpan.FromSeconds(11));
        Assert.False(IsByAddress(pod));
    }

    [Fact]
    public void A_pod_whose_address_leads_to_a_NIC_that_is_not_surely_its_own_is_not_told_by_it()
    {
        node.AddPod("veth-a", "10.0.0.5");
        var a = FakeNode.Pod("a", "10.0.0.5");
        Find(a);
        var taken = FakeNode.Pod("taken", "10.0.0.5");
        node.AddPod("veth-b1", "10.0.0.6");
        node.AddPod("veth-b2", "10.0.0.6");
        var two = FakeNode.Pod("two", "10.0.0.6");
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.All([taken, two], p => Assert.False(Places(a, taken, two).Of(p).IsByAddress));
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.All([taken, two], p => Assert.Equal((PodPlaceState.Missing, false), (Places(a, taken, two).Of(p).State, Places(a, taken, two).Of(p).IsByAddress)));

        node.Remove("veth-a");
        node.SetWay("10.0.0.5", 0, "packets for 10.0.0.5 pass eth1", PodAbsence.Shared);
        Assert.Equal((PodPlaceState.Gone, false), (Places(a).Of(a).State, IsByAddress(a)));
    }

    public void Dispose() => finder.Dispose();

    private void Restart()
    {
        finder.Dispose();
        finder = new(node, memory, clock);
    }

    private PodPlaces Places(params SessionPod[] pods) => finder.Find(Ask.For(pods.Length == 0 ? [] : [FakeNode.Session(pods)]), node.Links);

    private bool IsByAddress(SessionPod pod) => Places(pod).Of(pod).IsByAddress;

    private (PodPlaceState State, string Nic) Find(SessionPod pod) => Places(pod).Of(pod) is var place ? (place.State, place.Nic) : default;
}
