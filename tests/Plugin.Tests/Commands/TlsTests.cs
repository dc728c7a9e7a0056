using K8sMirror.CommandLine;
using K8sMirror.Plugin.Commands;
using K8sMirror.Plugin.Connection;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Plugin.Tests.Commands;

/// <summary>To which servers the plugin sends its token.</summary>
public sealed class TlsTests
{
    [Theory]
    [MemberData(nameof(TlsServer.Certificates), MemberType = typeof(TlsServer))]
    public async Task A_token_goes_to_a_server_with_a_certificate_for_that_server_only(string? usage, bool trusted, string? name, int hours)
    {
        using var server = new TlsServer(usage, name, TimeSpan.FromHours(hours));
        using var dir = new TempDir();
        var kubeconfig = server.WriteKubeconfig(dir);
        using var api = KubeApi.Connect(new() { Kubeconfig = kubeconfig });

        if (trusted)
        {
            await api.GetAsync("x", TestContext.Current.CancellationToken);
            Assert.Contains("Bearer secret", Assert.Single(server.Requests), StringComparison.Ordinal);
        }
        else
        {
            await Assert.ThrowsAsync<CommandException>(() => api.GetAsync("x", TestContext.Current.CancellationToken));
            Assert.Empty(server.Requests);
        }
    }
}
