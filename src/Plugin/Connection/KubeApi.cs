using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Connection;

/// <summary>KubernetesClient's configuration, log-in and TLS, with plain reading of JSON on top.</summary>
internal sealed class KubeApi : Kubernetes, IKubeApi
{
    private const int PageSize = 500;
    private readonly ClusterSettings settings;
    private readonly KubernetesClientConfiguration configuration;

    private KubeApi(ClusterSettings settings, KubernetesClientConfiguration configuration, ServerName name)
        : base(name.Prepare(configuration, handler => handler.ConnectTimeout = TimeSpan.FromSeconds(10)))
    {
        (this.settings, this.configuration) = (settings, configuration);
        name.Check(configuration);
    }

    /// <summary>Connects with the first request.</summary>
    /// <exception cref="CommandException">What it was given to log in with cannot be used.</exception>
    public static KubeApi Connect(ClusterSettings settings)
    {
        var configuration = Kubeconfig.Read(settings);
        try
        {
            return new(settings, configuration, new());
        }
        catch (Exception e) when (e is CryptographicException or FormatException or IOException or KubeConfigException)
        {
            throw new CommandException(ExitCode.Failed, $"the kubeconfig cannot be used: {e.Message}");
        }
    }

    /// <summary>What this session itself logs in with, so that it can be kept out of what is written.</summary>
    public IEnumerable<string> Secrets =>
        ((string?[])[configuration.AccessToken, configuration.Password, configuration.ClientCertificateKeyData]).OfType<string>();

    /// <inheritdoc/>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => AskAsync(
        path, "application/json", null,
        async (content, limit) =>
        {
            using var document = await JsonDocument.ParseAsync(await content.ReadAsStreamAsync(limit).ConfigureAwait(false), default, limit).ConfigureAwait(false);
            return document.RootElement.Clone();
        },
        cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellation)
    {
        var items = new List<JsonElement>();
        var next = "";
        do
        {
            var page = await GetAsync(
                $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}{next}", cancellation).ConfigureAwait(false);
            if (page.ValueKind != JsonValueKind.Object || !page.TryGetProperty("items", out var some) || some.ValueKind != JsonValueKind.Array)
            {
                throw NoApiServer();
            }
            items.AddRange(some.EnumerateArray());
            next = page.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("continue", out var token)
                && token.GetString() is { Length: > 0 } text
                ? $"&continue={Uri.EscapeDataString(text)}"
                : "";
        }
        while (next.Length > 0);
        return items;
    }

    /// <inheritdoc/>
    public Task<string> GetTextAsync(string path, string? host, CancellationToken cancellation) =>
        AskAsync(path, "*/*", host, (content, limit) => content.ReadAsStringAsync(limit), cancellation);

    /// <summary>Asks and reads the answer to its end; the time limit is for both.</summary>
    private async Task<T> AskAsync<T>(
        string path, string accept, string? host, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(BaseUri, path)) { Version = HttpVersion.Version20 };
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Host = host;
        try
        {
            Impersonate(request);
            using var response = await SendRequestRaw("", request, limit.Token).ConfigureAwait(false);
            return await read(response.Content, limit.Token).ConfigureAwait(false);
        }
        catch (HttpOperationException e)
        {
            var status = e.Response?.StatusCode ?? 0;
            throw new ApiException(status, Explain(status, e.Response?.Content));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CommandException(ExitCode.Failed, $"cannot reach the API server at {BaseUri}: {e.InnerException?.Message ?? e.Message}");
        }
        catch (FormatException)
        {
            throw new CommandException(ExitCode.Failed, "the token, or the user or group to impersonate, has a character that cannot be sent, such as a line break");
        }
        catch (JsonException)
        {
            throw NoApiServer();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failed, $"no answer from {BaseUri} within {settings.RequestTimeout.TotalSeconds:0.###} s (--request-timeout)");
        }
    }

    private void Impersonate(HttpRequestMessage request)
    {
        if (settings.As is { Length: > 0 } user)
        {
            request.Headers.Add("Impersonate-User", user);
            foreach (var group in settings.AsGroups)
            {
                request.Headers.Add("Impersonate-Group", group);
            }
        }
    }

    private CommandException NoApiServer() =>
        new(ExitCode.Failed, $"what answers at {BaseUri} is no Kubernetes API server, or something in between answers in its place");

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
