using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>An HTTP client for one API server that follows rotating tokens and authorities, and notices a server that went dead.</summary>
internal sealed class ApiHttp : IDisposable
{
    private readonly HttpClient http;
    private readonly Func<string?> token;
    private readonly Func<X509Certificate2Collection?> authorities;

    /// <summary>Opens nothing yet.</summary>
    public ApiHttp(ClusterAccess access)
    {
        var tokenFile = access.TokenFile is null ? null : new ChangingFile<string>(access.TokenFile, t => t.Trim());
        token = () => tokenFile?.Get() ?? access.Token;
        var caFile = access.CaFile is null ? null : new ChangingFile<X509Certificate2Collection>(access.CaFile, Authorities);
        var fixedAuthorities = access.CaPem is null ? null : Authorities(access.CaPem);
        authorities = () => caFile?.Get() ?? fixedAuthorities;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A server whose power was cut says nothing: ask it. A watch would else wait for ever.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            UseProxy = false,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = IsTrusted;
        if (access is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key })
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)];
        }
        http = new(handler) { BaseAddress = access.Server, Timeout = Timeout.InfiniteTimeSpan };
    }

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
