using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using K8sMirror.Plugin.Commands;

namespace K8sMirror.Plugin.Connection;

/// <summary>KubernetesClient's configuration, log-in and TLS, with plain reading of JSON on top.</summary>
internal sealed class KubeApi : Kubernetes, IKubeApi
{
    private const int PageSize = 500;
    private readonly ClusterSettings settings;
    private readonly KubernetesClientConfiguration configuration;

    /// <summary>Connects with the first request.</summary>
    public KubeApi(ClusterSettings settings)
        : this(settings, Prepare(Kubeconfig.Read(settings)))
    {
    }

    private KubeApi(ClusterSettings settings, KubernetesClientConfiguration configuration)
        : base(configuration) => (this.settings, this.configuration) = (settings, configuration);

    /// <summary>What this session itself logs in with, so that it can be kept out of what is written.</summary>
    public IEnumerable<string> Secrets =>
        ((string?[])[configuration.AccessToken, configuration.Password, configuration.ClientCertificateKeyData]).OfType<string>();

    /// <inheritdoc/>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        using var response = await SendAsync(path, "application/json", null, limit.Token, cancellation).ConfigureAwait(false);
        using var document = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false), default, limit.Token).ConfigureAwait(false);
        return document.RootElement.Clone();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellation)
    {
        var items = new List<JsonElement>();
        var next = "";
        do
        {
            var page = await GetAsync(
                $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}{next}", cancellation).ConfigureAwait(false);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("metadata").TryGetProperty("continue", out var token) && token.GetString() is { Length: > 0 } text
                ? $"&continue={Uri.EscapeDataString(text)}"
                : "";
        }
        while (next.Length > 0);
        return items;
    }

    /// <inheritdoc/>
    public async Task<string> GetTextAsync(string path, string? host, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        using var response = await SendAsync(path, "*/*", host, limit.Token, cancellation).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
    }

    private static KubernetesClientConfiguration Prepare(KubernetesClientConfiguration configuration)
    {
        configuration.FirstMessageHandlerSetup = handler => handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        return configuration;
    }

    private async Task<HttpResponseMessage> SendAsync(
        string path, string accept, string? host, CancellationToken cancellation, CancellationToken interrupt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(BaseUri, path)) { Version = HttpVersion.Version20 };
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Host = host;
        if (settings.As is { Length: > 0 } user)
        {
            request.Headers.Add("Impersonate-User", user);
            foreach (var group in settings.AsGroups)
            {
                request.Headers.Add("Impersonate-Group", group);
            }
        }
        try
        {
            return await SendRequestRaw("", request, cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e)
        {
            var status = e.Response?.StatusCode ?? 0;
            throw new ApiException(status, Explain(status, e.Response?.Content));
        }
        catch (HttpRequestException e)
        {
            throw new CommandException(ExitCode.Failed, $"cannot reach the API server at {BaseUri}: {e.InnerException?.Message ?? e.Message}");
        }
        catch (OperationCanceledException) when (!interrupt.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failed, $"no answer from {BaseUri} within {settings.RequestTimeout.TotalSeconds:0} s (--request-timeout)");
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.RequestTimeout);
        return limit;
    }

    private static string Explain(HttpStatusCode status, string? body)
    {
        if (status == HttpStatusCode.Unauthorized)
        {
            return "the API server does not accept these credentials (401)";
        }
        try
        {
            using var document = JsonDocument.Parse(body ?? "");
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("message", out var message))
            {
                return $"{message.GetString()} ({(int)status})";
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers with HTML; the status says enough.
        }
        return $"{status} ({(int)status})";
    }
}
