using K8sMirror.Cluster.Connection;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Connection;

/// <summary>To which servers the operator sends its token.</summary>
public sealed class TlsTests
{
    [Theory]
    [MemberData(nameof(TlsServer.Certificates), MemberType = typeof(TlsServer))]
    public async Task A_token_goes_to_a_server_with_a_certificate_for_that_server_only(string? usage, bool trusted, string? name, int hours)
    {
        using var server = new TlsServer(usage, name, TimeSpan.FromHours(hours));
        using var dir = new TempDir();
        var kubeconfig = server.WriteKubeconfig(dir);
        using var api = new ApiConnection(KubeconfigFiles.ReadInPod(kubeconfig));

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
