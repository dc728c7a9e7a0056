using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>AddressSets that a node's sessions name, from a real API server, with an agent's permissions.</summary>
public sealed class AddressSetSourceTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_change_of_a_set_is_handed_over_and_no_other_set_is_read()
    {
        var server = await cluster.ServerAsync();
        await SetAsync(server, "life-other", "10.0.0.0/8");
        await SetAsync(server, "life", "192.0.2.1");
        using var rig = new SourceRig(server, "aset-life");
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);
        Assert.Empty(rig.Snapshot!.Sets.ByName);

        await rig.WantAsync("eth2", filter: Naming("life"));
        Eventually.Equal("192.0.2.1/32", () => Entries(rig, "life"));
        var generation = rig.LastGeneration;
        string[] many = [.. Enumerable.Range(0, 50_000).Select(i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")];
        await SetAsync(server, "life", many);
        Eventually.Equal(50_000, () => rig.Snapshot?.Sets.Find("life")?.Prefixes.Count);
        Assert.Equal(generation, rig.LastGeneration);
        Assert.Equal(["life"], rig.Snapshot!.Sets.ByName.Keys);

        // The operator's write of a status is not a change.
        var seen = rig.All.Count;
        await server.Admin.MergeAsync("apis/k8smirror.io/v1alpha1/addresssets/life/status", """{"status":{"ipv4":50000}}""");
        await SetAsync(server, "life", "198.51.100.0/24");
        Eventually.Equal("198.51.100.0/24", () => Entries(rig, "life"));
        Assert.Equal(seen + 1, rig.All.Count);

        await rig.WantAsync("eth3");
        Eventually.Equal("eth3", () => rig.Last);
        Assert.Empty(rig.Snapshot!.Sets.ByName);
    }

    [Fact]
    public async Task A_set_that_is_missing_is_none_and_takes_effect_when_it_comes_and_when_it_goes()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "aset-missing");
        await rig.WantAsync("eth2", filter: Naming("late"));
        Eventually.Equal("eth2", () => rig.Last);
        Assert.Empty(rig.Snapshot!.Sets.ByName);
        Assert.Empty(rig.Snapshot.Rejected);

        await SetAsync(server, "late", "192.0.2.1");
        Eventually.Equal("192.0.2.1/32", () => Entries(rig, "late"));
        await server.Admin.DeleteAsync("apis/k8smirror.io/v1alpha1/addresssets/late");
        Eventually.Equal(0, () => rig.Snapshot?.Sets.ByName.Count);
        Assert.Equal("eth2", rig.Last);
    }

    [Fact]
    public async Task A_set_with_a_mistake_stops_the_session_that_names_it_until_it_is_corrected()
    {
        var server = await cluster.ServerAsync();
        await SetAsync(server, "wrong", "192.0.2.1", "10.1.2.3/16");
        using var rig = new SourceRig(server, "aset-wrong");
        await rig.WantAsync("eth2", filter: Naming("wrong"));
        Eventually.Equal(
            (Reasons.AddressSetInvalid, ProgrammedState.Failed), () => rig.Snapshot?.Rejected is [var s] ? (s.Reason, s.State) : default);
        Assert.Equal("", rig.Last);

        await SetAsync(server, "wrong", "192.0.2.1", "10.1.0.0/16");
        Eventually.Equal("eth2", () => rig.Last);
        Assert.Empty(rig.Snapshot!.Rejected);
    }

    [Fact]
    public async Task A_set_that_cannot_be_read_is_no_missing_one_and_holds_up_no_other_session()
    {
        var server = await cluster.ServerAsync();
        await GrantAsync(server, "blind-mirrors", """{"apiGroups":["k8smirror.io"],"resources":["nodemirrors"],"verbs":["list","watch"]}""");
        await SetAsync(server, "hidden", "192.0.2.1");
        using var rig = new SourceRig(server, "aset-hidden", kubeconfig: server.Kubeconfig("blind"));
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last, TimeSpan.FromSeconds(60));

        await rig.WantAsync("eth3", filter: Naming("hidden"));
        Eventually.Equal((Reasons.Pending, ProgrammedState.Pending), () => rig.Snapshot?.Rejected is [var s] ? (s.Reason, s.State) : default);
        // Never without the set, which would have meant that it does not exist.
        Assert.DoesNotContain("eth3", rig.All);
        Assert.Contains("AddressSet hidden", rig.Source.Problem!, StringComparison.Ordinal);
        Assert.Equal(true, rig.Source.IsConnected);

        await GrantAsync(server, "blind-sets", """{"apiGroups":["k8smirror.io"],"resources":["addresssets"],"verbs":["list","watch"]}""");
        Eventually.Equal("192.0.2.1/32", () => Entries(rig, "hidden"), TimeSpan.FromSeconds(60));
        Assert.Equal("eth3", rig.Last);
        Assert.Null(rig.Source.Problem);
    }

    internal static Task SetAsync(ApiServer server, string name, params string[] cidrs) => server.Admin.ApplyAsync(
        $$"""{"apiVersion":"k8smirror.io/v1alpha1","kind":"AddressSet","metadata":{"name":"{{name}}"},"spec":{"cidrs":{{JsonSerializer.Serialize(cidrs)}} } }""");

    internal static string Naming(string set) => $$"""{"rules":[{"action":"Accept","source":{"addressSets":["{{set}}"]} }]}""";

    internal static string? Entries(SourceRig rig, string set) => rig.Snapshot?.Sets.Find(set) is { } known ? string.Join(' ', known.Prefixes.Take(5)) : null;

    private static async Task GrantAsync(ApiServer server, string name, string rule)
    {
        await server.Admin.ApplyAsync($$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{name}}"},"rules":[{{rule}}]}""");
        await server.Admin.ApplyAsync($$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{name}}"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{name}}"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"blind"}]}
            """);
    }
}
