using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>An HTTP client for one API server that follows rotating tokens and authorities, and notices a server that went dead.</summary>
internal sealed class ApiHttp : IDisposable
{
    private readonly HttpClient http;
    private readonly Func<string?> token;
    private readonly Func<X509Certificate2Collection?> authorities;

    /// <summary>Opens nothing yet.</summary>
    public ApiHttp(ClusterAccess access, ApiPatience patience)
    {
        Patience = patience;
        var tokenFile = access.TokenFile is null ? null : new ChangingFile<string>(access.TokenFile, t => t.Trim());
        token = () => tokenFile?.Get() ?? access.Token;
        var caFile = access.CaFile is null ? null : new ChangingFile<X509Certificate2Collection>(access.CaFile, Authorities);
        var fixedAuthorities = access.CaPem is null ? null : Authorities(access.CaPem);
        authorities = () => caFile?.Get() ?? fixedAuthorities;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = patience.Connect,
            // A server whose power was cut says nothing: ask it. A watch would else wait for ever.
            KeepAlivePingDelay = patience.Silence,
            KeepAlivePingTimeout = patience.Silence,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            UseProxy = false,
            ConnectCallback = ConnectAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = IsTrusted;
        if (access is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key })
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)];
        }
        http = new(handler) { BaseAddress = access.Server, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How long to wait for it.</summary>
    public ApiPatience Patience { get; }

    /// <summary>Sends; the caller disposes the response. The body is not read yet.</summary>
    /// <exception cref="HttpRequestException">No answer, or none that is to be trusted.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.UserAgent.Add(new("k8smirror-agent", AgentVersion.Text.Split('+')[0]));
        request.Headers.Accept.Add(new("application/json"));
        if (token() is { } bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => http.Dispose();

    private static X509Certificate2Collection Authorities(string pem)
    {
        var collection = new X509Certificate2Collection();
        collection.ImportFromPem(pem);
        return collection;
    }

    // HTTP/1.1, which a proxy in between may speak, has no pings: there the kernel asks.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        const int Probes = 2;
        var seconds = Math.Max(1, (int)Patience.Silence.TotalSeconds);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / Probes));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (authorities() is not { } trusted)
        {
            return errors == SslPolicyErrors.None;
        }
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(trusted);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        return own.Build(server);
    }
}
