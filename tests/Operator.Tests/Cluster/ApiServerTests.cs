using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class ApiServerTests(ApiServerFixture fixture)
{
    [Fact]
    public async Task State_survives_a_killed_API_server()
    {
        var admin = fixture.Server.Admin;
        await admin.ApplyAsync("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"survives"}}""");

        fixture.Server.Kill();
        await fixture.Server.RestartAsync();

        Assert.NotNull(await admin.GetAsync("api/v1/namespaces/survives"));
    }

    [Fact]
    public async Task A_user_may_do_only_what_RBAC_says()
    {
        var client = new ClusterClient(fixture.Server.CreateClient(ApiServerFixture.OperatorUser));

        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => client.GetAsync("api/v1/secrets"));

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.Status);
    }
}
