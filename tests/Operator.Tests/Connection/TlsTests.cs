using K8sMirror.Cluster.Connection;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Connection;

/// <summary>To whom the operator shows its token.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData(TlsServer.ForServers, true)]
    [InlineData(null, true)]
    [InlineData(TlsServer.ForClients, false)]
    [InlineData(TlsServer.ForServers, false, "another.example")]
    [InlineData(TlsServer.ForClients, false, "another.example")]
    [InlineData(TlsServer.ForServers, false, null, 1)]
    public async Task A_token_goes_to_a_server_with_a_certificate_for_that_server_only(string? usage, bool trusted, string? name = null, int hours = 480)
    {
        using var server = new TlsServer(usage, name, TimeSpan.FromHours(hours));
        using var dir = new TempDir();
        File.WriteAllText(dir.At("ca.crt"), server.CaPem);
        File.WriteAllText(dir.At("config"), $$$"""
            apiVersion: v1
            kind: Config
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "{{{server.Address}}}", certificate-authority: "{{{dir.At("ca.crt")}}}"}}]
            users: [{name: a, user: {token: secret}}]
            """);
        using var api = new ApiConnection(KubeconfigFiles.ReadInPod(dir.At("config")));

        if (trusted)
        {
            using var response = await api.GetAsync("x", TestContext.Current.CancellationToken);
            Assert.Contains("Bearer secret", Assert.Single(server.Requests), StringComparison.Ordinal);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => api.GetAsync("x", TestContext.Current.CancellationToken));
            Assert.Empty(server.Requests);
        }
    }
}
