using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Direct;
using K8sMirror.Core.Api;
using K8sMirror.Core.Status;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>With a real API server, and an agent's permissions.</summary>
public sealed class NodeMirrorSpecSourceTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Specs_come_as_they_are_written_and_end_when_the_object_is_deleted()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-life");
        Eventually.Equal("", () => rig.Last);
        Assert.Equal(true, rig.Source.IsConnected);

        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);
        await rig.WantAsync("eth3");
        Eventually.Equal("eth3", () => rig.Last);
        Assert.Equal(2, rig.LastGeneration);

        await server.Admin.DeleteAsync(rig.Path);
        Eventually.Equal("", () => rig.Last);
        Assert.Equal(["", "eth2", "eth3", ""], rig.All);
    }

    [Fact]
    public async Task A_spec_s_age_counts_from_its_writing_unless_it_was_written_before_the_agent_began()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-age");
        await rig.WantAsync("eth2", "2020-01-01T00:00:00.000Z");
        Eventually.Equal("eth2", () => rig.Last);
        Assert.Null(rig.LastWrittenAt);

        await rig.WantAsync("eth3", "2100-01-01T00:00:00.250Z"); // Another machine's clock.
        Eventually.Equal("eth3", () => rig.Last);
        Assert.Equal(new(2100, 1, 1, 0, 0, 0, 250, TimeSpan.Zero), rig.LastWrittenAt);

        await rig.WantAsync("eth4", "2100-01-01T00:00:00.250Z"); // Another client has changed it.
        Eventually.Equal("eth4", () => rig.Last);
        Assert.Null(rig.LastWrittenAt);

        await rig.WantAsync("eth5", "yesterday");
        Eventually.Equal("eth5", () => rig.Last);
        Assert.Null(rig.LastWrittenAt);
    }

    [Fact]
    public async Task A_spec_that_the_disk_did_not_take_is_saved_later_and_the_older_one_is_not_confirmed_meanwhile()
    {
        var server = await cluster.ServerAsync();
        using var state = new TempDir();
        var clock = new LateClock();
        var file = new StateFile(state.Path, "node-disk");
        using var rig = new SourceRig(server, "node-disk", state.Path, clock: clock);
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => file.Load()?.Spec.Spec.Sessions[0].Targets[0].Id);
        var obstacle = Directory.CreateDirectory(state.At("nodemirror.json.new"));

        await rig.WantAsync("eth3");
        Eventually.Equal("eth3", () => rig.Last);
        clock.Late = TimeSpan.FromMinutes(2);
        await rig.WantAsync("eth3", "2026-01-01T00:00:00.000Z"); // The same, and a sign of life.
        await rig.WantAsync("eth4");
        Eventually.Equal("eth4", () => rig.Last);
        Assert.Equal("eth2", file.Load()!.Value.Spec.Spec.Sessions[0].Targets[0].Id);
        Assert.True(file.Load()!.Value.ConfirmedAt < clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.Single(rig.Log, line => line.Contains("could not be saved", StringComparison.Ordinal));

        obstacle.Delete();
        clock.Late = TimeSpan.FromMinutes(4);
        await rig.WantAsync("eth4", "2026-01-01T00:00:01.000Z");
        Eventually.Equal("eth4", () => file.Load()?.Spec.Spec.Sessions[0].Targets[0].Id);
    }

    [Fact]
    public async Task It_needs_all_that_the_chart_grants_its_account_and_no_more()
    {
        var server = await cluster.ServerAsync();
        var account = await ChartAccount.InstallAsync(server, "k8smirror-agent");
        // An old server records a watch only when it has ended.
        using (var rig = new SourceRig(server, "node-rights", kubeconfig: account.Kubeconfig))
        {
            await rig.WantAsync("eth2", filter: AddressSetSourceTests.Naming("rights"));
            Eventually.Equal("eth2", () => rig.Last);
            rig.Source.Report(SourceRig.Status(1));
            await EventuallyAsync.True(async () => (await rig.StatusAsync())?["observedGeneration"]?.GetValue<long>() == 1, "a status");
        }

        await account.UsedExactlyItsRightsAsync();
    }

    [Fact]
    public async Task Another_nodes_object_is_not_ours()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-own");
        using var other = new SourceRig(server, "node-other");
        await other.WantAsync("eth9");
        Eventually.Equal("eth9", () => other.Last);
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);

        Assert.DoesNotContain("eth9", rig.All);
    }

    [Fact]
    public async Task Status_is_written_when_a_fact_changed_and_never_else()
    {
        var server = await cluster.ServerAsync();
        using (var rig = new SourceRig(server, "node-status"))
        {
            await rig.WantAsync("eth2");
            Eventually.Equal("eth2", () => rig.Last);
            rig.Source.Report(SourceRig.Status(1));
            await EventuallyAsync.True(async () => (await rig.StatusAsync())?["observedGeneration"]?.GetValue<long>() == 1, "a status");

            for (var i = 0; i < 5; i++)
            {
                rig.Source.Report(SourceRig.Status(1));
            }
            rig.Source.Report(SourceRig.Status(1, version: "2"));
            await EventuallyAsync.True(async () => (await rig.StatusAsync())?["agentVersion"]?.GetValue<string>() == "2", "the second status");
            Eventually.Equal(2, rig.StatusWrites);
            // Its own writes come back as events, but are not news.
            Assert.Equal(1, rig.All.Count(t => t == "eth2"));
        }

        // A new agent that finds the same facts has nothing to write.
        using var next = new SourceRig(server, "node-status");
        Eventually.Equal("eth2", () => next.Last);
        next.Source.Report(SourceRig.Status(1, version: "2"));
        await next.WantAsync("eth3");
        Eventually.Equal("eth3", () => next.Last);
        next.Source.Report(SourceRig.Status(2, version: "2"));
        await EventuallyAsync.True(async () => (await next.StatusAsync())?["observedGeneration"]?.GetValue<long>() == 2, "the third status");
        Eventually.Equal(3, next.StatusWrites);
    }

    [Fact]
    public async Task Conditions_keep_their_times_while_their_status_stays_also_over_a_restart_of_the_agent()
    {
        var server = await cluster.ServerAsync();
        var clock = new LateClock();
        using (var rig = new SourceRig(server, "node-times", clock: clock))
        {
            await rig.WantAsync("eth2");
            Eventually.Equal("eth2", () => rig.Last);
            rig.Source.Report(NodeConditionComposer.Compose(SourceRig.Status(1), null));
            await EventuallyAsync.True(async () => (await ReadyAsync())?.Status == ConditionStatus.True, "ready");
        }
        var first = (await ReadyAsync())!;
        Assert.Equal((1, Reasons.Programmed, "1 of 1 mirror programmed"), (first.ObservedGeneration, first.Reason, first.Message));

        clock.Late = TimeSpan.FromHours(1);
        using var next = new SourceRig(server, "node-times", clock: clock);
        await next.WantAsync("eth3");
        Eventually.Equal("eth3", () => next.Last);
        next.Source.Report(NodeConditionComposer.Compose(SourceRig.Status(2), null));
        await EventuallyAsync.True(async () => (await ReadyAsync())?.ObservedGeneration == 2, "ready for the second spec");
        Assert.Equal(first.LastTransitionTime, (await ReadyAsync())!.LastTransitionTime);

        next.Source.Report(NodeConditionComposer.Compose(SourceRig.Status(2), (Reasons.PermissionDenied, "no")));
        await EventuallyAsync.True(async () => (await ReadyAsync())?.Status == ConditionStatus.False, "not ready");
        Assert.True((await ReadyAsync())!.LastTransitionTime - first.LastTransitionTime >= TimeSpan.FromHours(1));

        async Task<Condition?> ReadyAsync() => (await server.Admin.GetAsync("apis/k8smirror.io/v1alpha1/nodemirrors/node-times"))?["status"]
            .Deserialize(ApiJsonContext.Default.NodeMirrorStatus)?.Conditions.Single(c => c.Type == ConditionTypes.Ready);
    }

    [Fact]
    public async Task Its_columns_say_whether_the_node_mirrors()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-columns");
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);
        var session = SourceRig.Status(1).Sessions[0] with { Edges = [new() { Source = "eth1", Target = "eth2", State = ProgrammedState.Programmed, Reason = Reasons.Programmed }] };
        rig.Source.Report(NodeConditionComposer.Compose(SourceRig.Status(1) with { Sessions = [session] }, null));
        await EventuallyAsync.True(async () => (await rig.StatusAsync())?["conditions"] is not null, "a status");

        using var request = new HttpRequestMessage(HttpMethod.Get, rig.Path);
        request.Headers.Add("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        using var response = await server.Admin.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var table = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        var columns = table["columnDefinitions"]!.AsArray().Zip(table["rows"]![0]!["cells"]!.AsArray(), (c, cell) => (Wide: (int?)c!["priority"] > 0, Text: $"{c["name"]}={cell}")).ToList();
        Assert.Equal(["Name=node-columns", "Ready=True", "Reason=Programmed", "Sessions=1", "Programmed=1", "Copies=1", "Attach=tcx"], columns.Where(c => !c.Wide).Select(c => c.Text).SkipLast(1));
        Assert.Equal(["Generation=1", "Observed=1", "Kernel=6.18", "Agent=1", "Message=1 of 1 mirror programmed"], columns.Where(c => c.Wide).Select(c => c.Text));
    }

    [Fact]
    public async Task A_spec_that_cannot_be_read_is_said_in_the_status_until_one_can()
    {
        // A field of a future version, which its CRD has accepted.
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-unread");
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);
        rig.Source.Report(NodeConditionComposer.Compose(SourceRig.Status(1), null));
        await EventuallyAsync.True(async () => (string?)(await ReadyAsync())?["status"] == "True", "ready");

        await server.Admin.MergeAsync(rig.Path, """{"spec":{"sessions":[{"sources":[{"interface":"eth1"}],"targets":[{"name":"t","interface":"eth3"}]}]}}""");
        await EventuallyAsync.True(async () => (string?)(await ReadyAsync())?["reason"] == Reasons.Invalid, "not ready");
        Assert.Contains("continues with generation 1: a session has no mirrorRef.name", (string?)(await ReadyAsync())!["message"], StringComparison.Ordinal);
        Assert.Equal("eth2", rig.Last);

        await rig.WantAsync("eth4");
        Eventually.Equal("eth4", () => rig.Last);
        rig.Source.Report(NodeConditionComposer.Compose(SourceRig.Status(3), null));
        await EventuallyAsync.True(async () => (string?)(await ReadyAsync())?["status"] == "True", "ready again");

        async Task<JsonNode?> ReadyAsync() => (await rig.StatusAsync())?["conditions"]?.AsArray().Single(c => (string?)c!["type"] == "Ready");
    }

    [Fact]
    public async Task What_somebody_else_writes_into_the_status_is_put_right()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-mended");
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);
        rig.Source.Report(SourceRig.Status(1));
        await ReportedAsync();

        foreach (var edit in (string[])["""{"status":null}""", """{"status":{"observedGeneration":9}}""", """{"status":{"sessions":[]}}"""])
        {
            await server.Admin.MergeAsync($"{rig.Path}/status", edit);
            await ReportedAsync();
        }
        Assert.Equal(1, rig.All.Count(t => t == "eth2"));

        Task ReportedAsync() => EventuallyAsync.True(
            async () => await rig.StatusAsync() is { } status && (long)status["observedGeneration"]! == 1 && status["sessions"]?.AsArray().Count == 1, "the agent's own words");
    }

    [Fact]
    public async Task A_status_for_an_object_that_was_made_anew_is_refused()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-uid");
        await rig.WantAsync("eth2");
        using var http = new ApiHttp(Kubeconfig.Read(server.Kubeconfig("agent")), ApiTimeouts.Default, SourceRig.Program);
        var api = new NodeMirrorApi(http, "node-uid");

        var refusal = await Assert.ThrowsAsync<ApiRefusedException>(
            () => api.WriteStatusAsync(Guid.NewGuid().ToString(), SourceRig.Status(1), TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refusal.Status);
        Assert.Null(await rig.StatusAsync());
    }

    [Fact]
    public void A_spec_with_a_field_that_is_unknown_keeps_the_last_one()
    {
        var old = NodeMirrorReader.Read(JsonDocument.Parse("""{"metadata":{"name":"n","uid":"u","generation":2,"managedFields":[]},"spec":{"sessions":[]},"status":{"brandNew":1}}""").RootElement);

        Assert.Equal(("u", 2L, null), (old.Uid, old.Generation, old.Status));
        Assert.Throws<JsonException>(() => NodeMirrorReader.Read(
            JsonDocument.Parse("""{"metadata":{"name":"n"},"spec":{"sessions":[{"mirrorRef":{"name":"a"},"unheardOf":{}}]}}""").RootElement));
    }

    [Fact]
    public async Task History_that_the_server_has_forgotten_is_listed_anew()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-gone");
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);

        await server.CompactAsync(10);
        await rig.WantAsync("eth3");

        Eventually.Equal("eth3", () => rig.Last);
    }
}
