using System.Net;
using System.Net.Http.Headers;
using k8s;
using k8s.Autorest;

namespace K8sMirror.Cluster.Connection;

/// <summary>
/// KubernetesClient's log-in, TLS and token renewal, with our own requests on top: its typed calls cannot page leniently, read a watch with bookmarks, or
/// decode types by a source-generated context. <see cref="ServerCertificate"/> checks the server's certificate, and every refusal, even of a typed call, is an
/// <see cref="ApiRefusedException"/>.
/// </summary>
public sealed class ApiConnection : Kubernetes
{
    /// <summary>Media type of a server-side apply (JSON is YAML).</summary>
    public const string ApplyPatch = "application/apply-patch+yaml";

    /// <summary>Media type of a JSON merge patch (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects with the first request, so an unreachable server throws nothing here.</summary>
    /// <param name="configuration">The server, and the credentials.</param>
    /// <param name="connectTimeout">Timeout for connecting; null for 5 s.</param>
    public ApiConnection(KubernetesClientConfiguration configuration, TimeSpan? connectTimeout = null)
        : this(configuration, new HandlerSetup(connectTimeout ?? DefaultConnectTimeout))
    {
    }

    private ApiConnection(KubernetesClientConfiguration configuration, HandlerSetup setup)
        : base(setup.AddTo(configuration))
    {
        // Only now, since the base constructor sets its own check. Nothing was sent yet.
        if (!configuration.SkipTlsVerify)
        {
            setup.Handler!.SslOptions.RemoteCertificateValidationCallback = ServerCertificate.Check(() => configuration.SslCaCerts);
        }
    }

    /// <summary>GETs a path below the server's root; returns once the headers have arrived.</summary>
    /// <exception cref="ApiRefusedException">The status is not 2xx.</exception>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, null, cancellation);

    /// <summary>Sends one request; the response is the caller's to dispose.</summary>
    /// <exception cref="ApiRefusedException">The status is not 2xx.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body, string? mediaType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(BaseUri, path)) { Version = HttpVersion.Version20 };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType ?? "application/json");
        }

        return await SendAsync(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a request as it is, with the credentials added; the response is the caller's to dispose.</summary>
    /// <exception cref="ApiRefusedException">The status is not 2xx.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => SendRequestRaw("", request, cancellation);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendRequestRaw(string requestContent, HttpRequestMessage httpRequest, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendRequestRaw(requestContent, httpRequest, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException refused)
        {
            throw ApiRefusedException.Of(refused.Response?.StatusCode ?? 0, refused.Response?.Content);
        }
        catch (FormatException)
        {
            // The next request reads the file again.
            throw new HttpRequestException("the token has a character that cannot be sent, such as a line break");
        }
    }

    /// <summary>Gets the handler that the base class creates.</summary>
    private sealed class HandlerSetup(TimeSpan connectTimeout)
    {
        public SocketsHttpHandler? Handler { get; private set; }

        public KubernetesClientConfiguration AddTo(KubernetesClientConfiguration configuration)
        {
            configuration.FirstMessageHandlerSetup = handler =>
            {
                Handler = handler;
                // A node that lost power sends no reset: without pings a watch would hang for as long as TCP retries.
                handler.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
                handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
                // Room for a burst of watch events: the server closes the watch of a slow reader.
                handler.InitialHttp2StreamWindowSize = 4 * 1024 * 1024;
                handler.ConnectTimeout = connectTimeout;
            };
            return configuration;
        }
    }
}
