using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using K8sMirror.Cluster.Connection;
using K8sMirror.Cluster.Direct;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Cluster.Tests;

/// <summary>To which servers the agent sends its token, and its client certificate.</summary>
public sealed class ApiTlsTests : IDisposable
{
    private static readonly ProductInfoHeaderValue Program = new("k8smirror-tests", "1.0");
    private readonly TempDir dir = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TlsServer.ForServers, true)]
    [InlineData(null, true)]
    [InlineData("2.5.29.37.0", true)]
    [InlineData("2.5.29.37.0", false, "another.example")]
    [InlineData("2.5.29.37.0", false, null, 1)]
    [InlineData(TlsServer.ForClients, false)]
    [InlineData("1.3.6.1.5.5.7.3.3", false)]
    [InlineData(TlsServer.ForServers, false, "another.example")]
    [InlineData(TlsServer.ForServers, false, null, 1)]
    public async Task A_token_goes_to_a_server_with_a_certificate_for_that_server_only(string? usage, bool trusted, string? name = null, int hours = 480)
    {
        using var server = new TlsServer(usage, name, TimeSpan.FromHours(hours));
        using var http = new ApiHttp(new() { Server = new(server.Address), CaPem = server.CaPem, Token = "secret" }, ApiTimeouts.Default, Program);

        if (trusted)
        {
            using var response = await http.SendAsync(HttpMethod.Get, "x", null, Ending);
            Assert.Contains("Bearer secret", Assert.Single(server.Requests), StringComparison.Ordinal);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, "x", null, Ending));
            Assert.Empty(server.Requests);
        }
    }

    [Fact]
    public async Task A_server_at_an_ipv6_address_is_known_by_that_address()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var server = new TlsServer(TlsServer.ForServers, loopback: IPAddress.IPv6Loopback);
        using var impostor = new TlsServer(TlsServer.ForServers, "another.example", loopback: IPAddress.IPv6Loopback);
        using var http = new ApiHttp(new() { Server = new(server.Address), CaPem = server.CaPem, Token = "secret" }, ApiTimeouts.Default, Program);
        using var deceived = new ApiHttp(new() { Server = new(impostor.Address), CaPem = impostor.CaPem, Token = "secret" }, ApiTimeouts.Default, Program);

        using var response = await http.SendAsync(HttpMethod.Get, "x", null, Ending);
        Assert.Contains("Bearer secret", Assert.Single(server.Requests), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => deceived.SendAsync(HttpMethod.Get, "x", null, Ending));
        Assert.Empty(impostor.Requests);
    }

    [Fact]
    public async Task A_server_of_another_authority_gets_no_token()
    {
        using var server = new TlsServer(TlsServer.ForServers);
        using var other = new TlsServer(TlsServer.ForServers);
        using var http = new ApiHttp(new() { Server = new(server.Address), CaPem = other.CaPem, Token = "secret" }, ApiTimeouts.Default, Program);

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, "x", null, Ending));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_client_certificate_that_changes_is_read_again()
    {
        using var server = new TlsServer(TlsServer.ForServers);
        File.WriteAllText(dir.At("ca.crt"), server.CaPem);
        Issue(server, "one");
        using var http = new ApiHttp(Read(server), ApiTimeouts.Default, Program);
        Assert.Equal("CN=one", await AskAsync());
        Assert.Equal("CN=one", await AskAsync());

        // During a rotation: the new certificate, with no key or still the old one.
        var (certificate, key) = server.Issue("two", TlsServer.ForClients);
        File.WriteAllText(dir.At("client.crt"), certificate);
        Assert.Equal("CN=one", await AskAsync());
        File.Delete(dir.At("client.key"));
        Assert.Equal("CN=one", await AskAsync());
        File.WriteAllText(dir.At("client.key"), key[..20]);
        Assert.Equal("CN=one", await AskAsync());
        File.WriteAllText(dir.At("client.key"), key);
        Assert.Equal("CN=two", await AskAsync());

        async Task<string> AskAsync()
        {
            using var response = await http.SendAsync(HttpMethod.Get, "x", null, Ending);
            return server.Clients.Last();
        }
    }

    /// <summary>In the middle of a rotation a file may be empty, or have something else in it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("secret\nsecret\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task Token_and_authorities_that_cannot_be_used_leave_the_last_ones(string text)
    {
        using var server = new TlsServer(TlsServer.ForServers);
        File.WriteAllText(dir.At("ca.crt"), text);
        File.WriteAllText(dir.At("token"), text);
        using var http = new ApiHttp(new() { Server = new(server.Address), CaFile = dir.At("ca.crt"), TokenFile = dir.At("token") }, ApiTimeouts.Default, Program);
        Assert.True(Transient.Is(await Assert.ThrowsAnyAsync<Exception>(() => http.SendAsync(HttpMethod.Get, "x", null, Ending)), Ending));
        Assert.Empty(server.Requests);

        File.WriteAllText(dir.At("token"), "secret\n");
        Assert.True(Transient.Is(await Assert.ThrowsAnyAsync<Exception>(() => http.SendAsync(HttpMethod.Get, "x", null, Ending)), Ending));
        Assert.Empty(server.Requests);

        File.WriteAllText(dir.At("ca.crt"), server.CaPem);
        (await http.SendAsync(HttpMethod.Get, "x", null, Ending)).Dispose();
        File.WriteAllText(dir.At("ca.crt"), text);
        File.WriteAllText(dir.At("token"), text);
        (await http.SendAsync(HttpMethod.Get, "x", null, Ending)).Dispose();
        Assert.All(server.Requests, r => Assert.Contains("Bearer secret" + Environment.NewLine, r, StringComparison.Ordinal));
        Assert.Equal(2, server.Requests.Count);
    }

    /// <summary>The same for operator and kubectl mirror.</summary>
    [Fact]
    public async Task A_token_that_cannot_be_sent_is_no_bug()
    {
        using var server = new TlsServer(TlsServer.ForServers);
        var kubeconfig = server.WriteKubeconfig(dir);
        File.WriteAllText(kubeconfig, File.ReadAllText(kubeconfig).Replace("token: secret", """token: "secret\nsecret" """, StringComparison.Ordinal));
        using var api = new ApiConnection(KubeconfigFiles.ReadInPod(kubeconfig));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => api.GetAsync("x", Ending));

        Assert.Contains("a character that cannot be sent", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void A_client_certificate_that_is_none_is_said_at_once()
    {
        using var server = new TlsServer(TlsServer.ForServers);
        File.WriteAllText(dir.At("ca.crt"), server.CaPem);
        Assert.Throws<ClusterAccessException>(() => Read(server));
        Issue(server, "one");
        File.WriteAllText(dir.At("client.key"), server.Issue("two", null).Key);
        Assert.Contains("the key does not match the certificate", Assert.Throws<ClusterAccessException>(() => Read(server)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => dir.Dispose();

    private void Issue(TlsServer server, string name)
    {
        var (certificate, key) = server.Issue(name, TlsServer.ForClients);
        File.WriteAllText(dir.At("client.crt"), certificate);
        File.WriteAllText(dir.At("client.key"), key);
    }

    private ClusterAccess Read(TlsServer server)
    {
        File.WriteAllText(dir.At("config"), $$$"""
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "{{{server.Address}}}", certificate-authority: ca.crt}}]
            users: [{name: a, user: {client-certificate: client.crt, client-key: client.key}}]
            """);
        return Kubeconfig.Read(dir.At("config"));
    }
}
