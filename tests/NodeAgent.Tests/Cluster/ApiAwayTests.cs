using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>Uses a separate server, since it is killed.</summary>
public sealed class ApiAwayTests : IAsyncLifetime
{
    private readonly ClusterFixture cluster = new();
    private readonly TempDir state = new();
    private ApiServer server = null!;

    public async ValueTask InitializeAsync() => server = await cluster.ServerAsync();

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        state.Dispose();
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_away_and_the_last_spec_stays_in_force()
    {
        // Like a power failure: connections stay open, but nothing arrives on them.
        using var rig = new SourceRig(server, "node-1", timeouts: new() { Silence = TimeSpan.FromSeconds(1), Request = TimeSpan.FromSeconds(2) });
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);

        server.Pause(true);
        Eventually.Equal(false, () => rig.Source.IsConnected);
        Assert.Equal("eth2", rig.Last);

        server.Pause(false);
        Eventually.Equal(true, () => rig.Source.IsConnected, TimeSpan.FromSeconds(90));
        await rig.WantAsync("eth3");
        Eventually.Equal("eth3", () => rig.Last);
    }

    [Fact]
    public async Task The_last_sets_outlive_the_server_and_the_agent()
    {
        await AddressSetSourceTests.SetAsync(server, "kept", "192.0.2.1");
        using (var rig = new SourceRig(server, "node-sets", state.Path))
        {
            await rig.WantAsync("eth2", filter: AddressSetSourceTests.Naming("kept"));
            Eventually.Equal("192.0.2.1/32", () => AddressSetSourceTests.Entries(rig, "kept"));
            await AddressSetSourceTests.SetAsync(server, "kept", "198.51.100.0/24");
            Eventually.Equal("198.51.100.0/24", () => AddressSetSourceTests.Entries(rig, "kept"));
            server.Kill();
            Eventually.Equal(false, () => rig.Source.IsConnected);
            Assert.Equal("198.51.100.0/24", AddressSetSourceTests.Entries(rig, "kept"));
        }

        using var restarted = new SourceRig(server, "node-sets", state.Path);
        Eventually.Equal(("eth2", "198.51.100.0/24"), () => (restarted.Last, AddressSetSourceTests.Entries(restarted, "kept")));
        await server.RestartAsync();
        await AddressSetSourceTests.SetAsync(server, "kept", "203.0.113.0/24");
        Eventually.Equal("203.0.113.0/24", () => AddressSetSourceTests.Entries(restarted, "kept"), TimeSpan.FromSeconds(90));
        Assert.All(restarted.All, targets => Assert.Equal("eth2", targets));
    }

    [Fact]
    public async Task The_last_spec_outlives_the_server_and_the_agent_and_nothing_flaps()
    {
        using (var rig = new SourceRig(server, "node-1", state.Path))
        {
            await rig.WantAsync("eth2");
            Eventually.Equal("eth2", () => rig.Last);
            var seen = rig.All.Count;

            server.Kill();
            Eventually.Equal(false, () => rig.Source.IsConnected);
            Assert.NotNull(rig.Source.Problem);

            // A status that changes meanwhile is written when the server is back.
            rig.Source.Report(SourceRig.Status(1));
            await server.RestartAsync();
            Eventually.True(() => rig.Source is { IsConnected: true, Problem: null }, "connected again", TimeSpan.FromSeconds(90));
            await EventuallyAsync.True(async () => (await rig.StatusAsync())?["observedGeneration"]?.GetValue<long>() == 1, "the status");
            Assert.Equal(seen, rig.All.Count);
        }

        server.Kill();
        using (var restarted = new SourceRig(server, "node-1", state.Path))
        {
            Eventually.Equal("eth2", () => restarted.Last);
            Assert.Equal(false, restarted.Source.IsConnected);

            await server.RestartAsync();
            await restarted.WantAsync("eth3");
            Eventually.Equal("eth3", () => restarted.Last, TimeSpan.FromSeconds(90));
            Assert.Equal(["eth2", "eth3"], restarted.All.Distinct());
        }

        server.Kill();
        using (var limited = new SourceRig(server, "node-1", state.Path, offlineLimit: TimeSpan.FromMilliseconds(1)))
        {
            Eventually.Equal("", () => limited.Last);
        }

        using var forgetful = new SourceRig(server, "node-1");
        Eventually.True(() => forgetful.Source.Problem is not null, "a problem");
        Assert.Empty(forgetful.All);
    }
}
