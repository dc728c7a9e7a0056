using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Cluster.Direct;

/// <summary>An HTTP client for one API server that follows rotating tokens, certificates and authorities, and detects a dead server.</summary>
public sealed class ApiHttp : IDisposable
{
    private readonly Lock gate = new();
    private readonly Uri address;
    private readonly ProductInfoHeaderValue program;
    private readonly ClientCertificate? certificate;
    private readonly Func<string?> token;
    private readonly Func<X509Certificate2Collection?> authorities;
    private (HttpClient Http, X509Certificate2? Certificate)? current;
    // The one before the current one, whose requests may still finish.
    private HttpClient? retired;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="access">The server, and the credentials.</param>
    /// <param name="timeouts">Its timeouts.</param>
    /// <param name="program">Name and version of this program, for the server's audit log.</param>
    public ApiHttp(ClusterAccess access, ApiTimeouts timeouts, ProductInfoHeaderValue program)
    {
        (Timeouts, this.program) = (timeouts, program);
        var tokenFile = access.TokenFile is null ? null : new ChangingFile<string>(access.TokenFile, BearerToken.Read);
        token = () => tokenFile?.Get() ?? access.Token;
        var caFile = access.CaFile is null ? null : new ChangingFile<X509Certificate2Collection>(access.CaFile, AuthorityBundle.Read);
        var fixedAuthorities = access.CaPem is null ? null : AuthorityBundle.Read(access.CaPem);
        authorities = () => caFile?.Get() ?? fixedAuthorities;
        certificate = ClientCertificate.Of(access);
        address = access.Server;
    }

    /// <summary>Its timeouts.</summary>
    public ApiTimeouts Timeouts { get; }

    /// <summary>Sends; the caller disposes the response. The body is not read yet.</summary>
    /// <exception cref="HttpRequestException">No answer, or none from a trusted server.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.UserAgent.Add(program);
        request.Headers.Accept.Add(new("application/json"));
        if (token() is { } bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }
        return await Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        current?.Http.Dispose();
        retired?.Dispose();
    }

    /// <summary>
    /// A certificate belongs to a connection, not to a request: a new one needs new connections. A watch over an old one ends by itself within minutes.
    /// </summary>
    private HttpClient Client()
    {
        lock (gate)
        {
            var now = certificate?.Get();
            if (current is null || now != current.Value.Certificate)
            {
                retired?.Dispose();
                retired = current?.Http;
                current = (Connect(now), now);
            }
            return current.Value.Http;
        }
    }

    private HttpClient Connect(X509Certificate2? client)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Timeouts.Connect,
            // A server that lost power sends nothing: without pings a watch would wait forever.
            KeepAlivePingDelay = Timeouts.Silence,
            KeepAlivePingTimeout = Timeouts.Silence,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            // A node may use more AddressSets, each with a watch, than the server allows streams in a connection.
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = ServerCertificate.Check(authorities);
        if (client is not null)
        {
            handler.SslOptions.ClientCertificates = [client];
        }
        return new(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    // HTTP/1.1, which a proxy in between may use, has no pings: TCP keep-alives replace them.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        const int Probes = 2;
        var seconds = Math.Max(1, (int)Timeouts.Silence.TotalSeconds);
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
}
