using System.Globalization;
using System.Net;
using System.Net.Sockets;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Telemetry;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.NodeAgent.Tests.Telemetry;

/// <summary>Scrapes over HTTP, like Prometheus.</summary>
public sealed class MetricsScrapeTests : IDisposable
{
    private static readonly EdgeKey Edge = new("eth1", EdgeDirection.Ingress, "eth2");
    private static readonly MirrorSession Spread = Ask.Session("spread", ["eth1"], []) with
    {
        Distribution = MirrorDistribution.FlowHash,
        Targets = [Ask.Collector("192.0.2.8"), Ask.Collector("192.0.2.9", weight: 3)],
    };

    private readonly LoopRig rig = new(Nic.Table("eth1", "eth2", "eth3"));
    private readonly int port = LoopbackPort.Free();
    private readonly HttpClient http = new();
    private readonly MetricsServer server;

    public MetricsScrapeTests()
    {
        server = new(new(IPAddress.Loopback, port), rig.Meter, new(rig.State, rig.Source), NullLoggerFactory.Instance);
        server.CollectAfter(Task.CompletedTask);
    }

    [Fact]
    public async Task What_is_scraped_is_what_the_datapath_counted()
    {
        rig.Want(Ask.Session("a", ["eth1"], ["eth2"]), Ask.Session("b", ["eth*"], ["eth2"]));
        Eventually.True(() => rig.Datapath.Keys.Count == 2, "programmed");
        rig.Datapath.Pass(Edge, seen: 1000, dropped: 7);
        rig.Datapath.Vitals = new(new(0.25, TimeSpan.FromSeconds(1.5), IsShedding: true, 12, 500, 0), []);

        var samples = await Scrape();

        foreach (var mirror in new[] { "a", "b" })
        {
            var labels = $$"""{direction="ingress",mirror="{{mirror}}",source="eth1",target="eth2"}""";
            Assert.Equal(1000, samples["k8smirror_seen_packets_total" + labels]);
            Assert.Equal(993, samples["k8smirror_mirrored_packets_total" + labels]);
            Assert.Equal(99300, samples["k8smirror_mirrored_bytes_total" + labels]);
            Assert.Equal(7, samples[$$"""k8smirror_dropped_packets_total{direction="ingress",mirror="{{mirror}}",reason="budget",source="eth1",target="eth2"}"""]);
            Assert.Equal(700, samples[$$"""k8smirror_dropped_bytes_total{direction="ingress",mirror="{{mirror}}",reason="budget",source="eth1",target="eth2"}"""]);
            Assert.Equal(1, samples[$$"""k8smirror_session_programmed{mirror="{{mirror}}"}"""]);
        }
        Assert.Equal(0, samples["""k8smirror_target_queue_dropped_packets_total{target="eth2"}"""]);
        Assert.Equal(1.5, samples["k8smirror_copy_cpu_seconds_total{}"]);
        Assert.Equal(0.25, samples["k8smirror_cpu_budget_ratio{}"]);
        Assert.Equal(1, samples["k8smirror_shedding{}"]);
        Assert.Equal(12, samples["k8smirror_cutter_in_flight_packets{}"]);
        Assert.Equal(7, samples["k8smirror_spec_generation{}"]);
        Assert.Equal(1, samples["k8smirror_spec_source_healthy{}"]);
    }

    [Fact]
    public async Task A_pod_is_named_beside_its_NIC_for_as_long_as_it_is_there()
    {
        rig.Node.AddPod("veth-a", "10.0.0.5");
        rig.Links.Become(rig.Node.Links);
        rig.Want(FakeNode.Session(FakeNode.Pod("web-0", "10.0.0.5")));
        const string Series = """k8smirror_pod_info{mirror="a",namespace="shop",pod="web-0",source="veth-a"}""";
        await EventuallyAsync.True(async () => (await Scrape()).GetValueOrDefault(Series) == 1, "it is named");
        Assert.Contains("""k8smirror_seen_packets_total{direction="egress",mirror="a",source="veth-a",target="tool"}""", (await Scrape()).Keys);

        rig.Node.Remove("veth-a");
        rig.Links.Become(rig.Node.Links);
        await EventuallyAsync.True(async () => !(await Scrape()).Keys.Any(k => k.StartsWith("k8smirror_pod_info", StringComparison.Ordinal)), "it is gone");
    }

    [Fact]
    public async Task Every_name_on_the_wire_is_in_the_catalogue_and_has_its_labels()
    {
        rig.Datapath.Vitals = rig.Datapath.Vitals with { Breakers = [new(0, new("eth1", EdgeDirection.Ingress), 2, [Edge])] };
        // The second one has a target that does not exist: it fails.
        rig.Node.AddPod("veth-a", "10.0.0.5");
        rig.Links.Become(new([.. Nic.Table("eth1", "eth2").All, rig.Node.Links.ByName("veth-a")!]));
        rig.Want(
            Ask.Session("a", ["eth1"], ["eth2"]), Ask.Session("b", ["eth1"], ["eth9"]), Spread,
            FakeNode.Session(FakeNode.Pod("web-0", "10.0.0.5")) with { Mirror = "p", Targets = [new() { Name = "t", Interface = "eth2" }] });
        Eventually.True(() => rig.Datapath.Keys.Count == 4, "programmed");
        rig.Links.Become(new([.. Nic.Table("eth1", "eth2").All, rig.Node.Links.ByName("veth-a")!]));
        // Counted when the pass that the link change woke has ended.
        await EventuallyAsync.True(async () => (await Scrape())["k8smirror_link_event_latency_seconds_count{}"] > 0, "a link latency");
        // A heartbeat, which also checks the breakers.
        await EventuallyAsync.True(async () => (await Scrape()) is var page && page.ContainsKey("k8smirror_dead_man_seconds{}")
            && page.Keys.Any(k => k.StartsWith("k8smirror_loop_suspicions_total", StringComparison.Ordinal)), "a heartbeat");

        var served = (await Scrape()).Keys
            .Select(k => (Name: BaseName(k[..k.IndexOf('{', StringComparison.Ordinal)]), Labels: LabelNames(k)))
            .DistinctBy(s => s.Name)
            .ToDictionary(s => s.Name, s => s.Labels);

        Assert.Equal(Metrics.All.Select(m => m.Name).Order(StringComparer.Ordinal), served.Keys.Order(StringComparer.Ordinal));
        Assert.All(Metrics.All, m => Assert.Equal(m.Labels.Order(StringComparer.Ordinal), served[m.Name].Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_edge_that_is_not_in_force_says_why_and_no_other_does()
    {
        rig.Want(Ask.Session("a", ["eth1"], ["eth2", "eth9"]));
        Eventually.True(() => rig.State.View is not null, "a pass");

        var failing = (await Scrape()).Where(s => s.Key.StartsWith("k8smirror_edge_failing", StringComparison.Ordinal));

        Assert.Equal(
            [new("""k8smirror_edge_failing{direction="ingress",mirror="a",reason="InterfaceNotFound",source="eth1",target="eth9"}""", 1)], failing);
    }

    [Fact]
    public async Task A_collector_says_whether_it_is_reached_and_by_which_NIC()
    {
        rig.Paths.Set("192.0.2.9", new() { State = CollectorState.Unreachable, Problem = "no route to 192.0.2.9" });
        rig.Want(Spread);
        await EventuallyAsync.True(async () => (await Scrape()).ContainsKey("""k8smirror_collector_up{nic="eth2",target="vxlan:7@192.0.2.8"}"""), "a pass");

        var samples = await Scrape();
        Assert.Equal(1, samples["""k8smirror_collector_up{nic="eth2",target="vxlan:7@192.0.2.8"}"""]);
        Assert.Equal(0, samples["""k8smirror_collector_up{nic="",target="vxlan:7@192.0.2.9"}"""]);

        rig.Paths.Set("192.0.2.8", FakePaths.Usable(IPAddress.Parse("192.0.2.8")) with { State = CollectorState.Unhealthy, Problem = "silent" });
        await EventuallyAsync.True(async () => (await Scrape())["""k8smirror_collector_up{nic="eth2",target="vxlan:7@192.0.2.8"}"""] == 0, "it fails its check");
    }

    [Fact]
    public async Task Targets_that_share_conversations_say_what_is_due_to_them()
    {
        // Another mirror's targets get everything: they have no shares.
        rig.Want(Ask.Session("a", ["eth1"], ["eth2", "eth3"]), Spread);
        await EventuallyAsync.True(async () => (await Scrape()).ContainsKey(Share("vxlan:7@192.0.2.8")), "a pass");

        var shares = (await Scrape()).Where(s => s.Key.StartsWith("k8smirror_target_share_ratio", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(new() { [Share("vxlan:7@192.0.2.8")] = 0.25, [Share("vxlan:7@192.0.2.9")] = 0.75 }, shares);

        rig.Paths.Set("192.0.2.9", new() { State = CollectorState.Unreachable, Problem = "no route to 192.0.2.9" });
        await EventuallyAsync.True(async () => (await Scrape())[Share("vxlan:7@192.0.2.9")] == 0, "its conversations go to the other one");
        Assert.Equal(1, (await Scrape())[Share("vxlan:7@192.0.2.8")]);
    }

    [Fact]
    public async Task The_deadline_and_its_length_are_told_together()
    {
        rig.Want(Ask.Session("a", ["eth1"], ["eth2"]));
        await EventuallyAsync.True(async () => (await Scrape()).ContainsKey("k8smirror_last_heartbeat_timestamp_seconds{}"), "a renewal");

        Assert.Equal(60, (await Scrape())["k8smirror_dead_man_seconds{}"]);
    }

    [Fact]
    public async Task Series_end_with_their_mirror()
    {
        rig.Want(Ask.Session("a", ["eth1"], ["eth2"]));
        Eventually.True(() => rig.State.View is not null, "programmed");
        Assert.Contains((await Scrape()).Keys, k => k.Contains("mirror=\"a\"", StringComparison.Ordinal));

        rig.Want(Ask.Session("b", ["eth1"], ["eth3"]));
        Eventually.True(() => rig.State.View?.Status.Sessions[0].Mirror == "b", "the other one");

        // The exporter may answer from its cache for a moment.
        await EventuallyAsync.True(async () => !(await Scrape()).Keys.Any(k => k.Contains("mirror=\"a\"", StringComparison.Ordinal)), "no trace of a");
        Assert.Contains((await Scrape()).Keys, k => k.Contains("mirror=\"b\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mirrors_that_come_and_go_by_the_thousand_do_not_use_up_the_series()
    {
        for (var i = 0; i < 3; i++)
        {
            // Twice the limit, and each only once.
            var sessions = Enumerable.Range(0, 1800).Select(n => Ask.Session($"m-{i}-{n}", ["eth1"], ["eth2"])).ToArray();
            rig.Want(sessions);
            Eventually.True(() => rig.State.View?.Status.Sessions[0].Mirror == $"m-{i}-0", "the next mirrors");
            await EventuallyAsync.True(async () => (await Scrape()).Keys.Any(k => k.Contains($"m-{i}-0", StringComparison.Ordinal)), "their series");
        }

        var samples = await Scrape();
        Assert.Equal(1800, samples.Keys.Count(k => k.StartsWith("k8smirror_seen_packets_total{", StringComparison.Ordinal)));
        Assert.DoesNotContain(samples.Keys, k => k.Contains("overflow", StringComparison.Ordinal));
        Assert.True(rig.Series.Renewals > 0);
    }

    [Fact]
    public async Task Probes_tell_alive_from_ready_and_say_what_is_wrong()
    {
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get("healthz"));
        var (status, text) = await Get("readyz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no spec has been carried out yet\n"), (status, text));

        rig.Want(Ask.Session("a", ["eth1"], ["eth2"]));
        Eventually.True(() => rig.State.View is not null, "programmed");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get("readyz"));

        rig.Source.Problem = "b.yaml:3:1: no";
        Assert.Equal((HttpStatusCode.OK, "ok, with the last good spec\na test: b.yaml:3:1: no\n"), await Get("readyz"));
        Assert.Equal(0, (await Scrape())["k8smirror_spec_source_healthy{}"]);

        rig.Datapath.Failure = new IOException("no memory");
        rig.Want(Ask.Session("b", ["eth1"], ["eth2"]));
        Eventually.True(() => rig.State.Error is not null, "an error");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("readyz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get("healthz")).Status);
    }

    public void Dispose()
    {
        server.Dispose();
        rig.Dispose();
        http.Dispose();
    }

    private static string Share(string target) => $$"""k8smirror_target_share_ratio{mirror="spread",target="{{target}}"}""";

    private static string BaseName(string name)
    {
        foreach (var suffix in new[] { "_bucket", "_sum", "_count" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && Metrics.All.Any(m => m.Type == "histogram" && m.Name + suffix == name))
            {
                return name[..^suffix.Length];
            }
        }
        return name;
    }

    private static IEnumerable<string> LabelNames(string sample) =>
        sample[(sample.IndexOf('{', StringComparison.Ordinal) + 1)..^1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]).Where(l => l != "le");

    private async Task<(HttpStatusCode Status, string Text)> Get(string path)
    {
        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<Dictionary<string, double>> Scrape()
    {
        var text = (await Get("metrics")).Text;
        return text.Split('\n')
            .Where(l => l.Length > 0 && l[0] != '#')
            .ToDictionary(l => l[..l.LastIndexOf(' ')], l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
