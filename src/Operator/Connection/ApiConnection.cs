using System.Net;
using System.Net.Http.Headers;
using k8s;

namespace K8sMirror.Operator.Connection;

/// <summary>
/// KubernetesClient's configuration, TLS and token renewal, with requests of our own on top: its typed calls cannot page leniently,
/// read a watch with bookmarks, or decode types by a source-generated context.
/// </summary>
internal sealed class ApiConnection : Kubernetes
{
    /// <summary>Media type of a server-side apply (JSON is YAML).</summary>
    public const string ApplyPatch = "application/apply-patch+yaml";

    /// <summary>Media type of a JSON merge patch (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>Connects lazily; throws nothing for a server that is away.</summary>
    public ApiConnection(KubernetesClientConfiguration configuration)
        : this(configuration, new())
    {
    }

    private ApiConnection(KubernetesClientConfiguration configuration, ServerName name)
        : base(name.Prepare(configuration, SetUp)) => name.Check(configuration);

    /// <summary>Reads a kubeconfig, or the pod's service account when <paramref name="kubeconfig"/> is null and we run in one.</summary>
    public static KubernetesClientConfiguration Configure(string? kubeconfig) =>
        kubeconfig is not null ? KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig)
        : KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig()
        : KubernetesClientConfiguration.BuildConfigFromConfigFile();

    /// <summary>GETs a path below the server's root; returns once the headers are there. Throws on a status other than 2xx.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, null, cancellation);

    /// <summary>Sends one request; the response is the caller's to dispose. Throws on a status other than 2xx.</summary>
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

        return await SendRequestRaw("", request, cancellation).ConfigureAwait(false);
    }

    private static void SetUp(SocketsHttpHandler handler)
    {
        // A node that lost its power sends no reset: without pings a watch would stay silent for as long as TCP retries.
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        // Room for a burst of watch events: the server cuts off a watch whose reader makes it wait.
        handler.InitialHttp2StreamWindowSize = 4 * 1024 * 1024;
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
    }
}
