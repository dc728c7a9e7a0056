using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using k8s;
using k8s.Exceptions;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Cluster.Reading;
using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Connection;

/// <summary>Plain JSON requests, with errors as readable text.</summary>
internal sealed class KubeApi : IKubeApi, IDisposable
{
    private const int PageSize = 500;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly ClusterSettings settings;
    private readonly KubernetesClientConfiguration configuration;
    private readonly ApiConnection connection;

    private KubeApi(ClusterSettings settings, KubernetesClientConfiguration configuration)
    {
        (this.settings, this.configuration) = (settings, configuration);
        connection = new(configuration, ConnectTimeout);
    }

    /// <summary>Connects with the first request.</summary>
    /// <exception cref="CommandException">The given credentials cannot be used.</exception>
    public static KubeApi Connect(ClusterSettings settings)
    {
        try
        {
            var configuration = KubeconfigFiles.Read(settings);
            configuration.UserAgent = "kubectl-mirror/" + BuildVersion.Release;
            return new(settings, configuration);
        }
        catch (ClusterAccessException e)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or IOException or KubeConfigException)
        {
            throw new CommandException(ExitCode.Failed, $"the kubeconfig cannot be used: {e.Message}");
        }
    }

    /// <summary>This session's own credentials, so that they can be kept out of output.</summary>
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
            next = page.TryGetProperty("metadata", out var metadata) && LenientJson.Text(metadata, "continue") is { Length: > 0 } token
                ? $"&continue={Uri.EscapeDataString(token)}"
                : "";
        }
        while (next.Length > 0);
        return items;
    }

    /// <inheritdoc/>
    public Task<string> GetTextAsync(string path, string? host, CancellationToken cancellation) =>
        AskAsync(
            path, "*/*", host,
            async (content, limit) =>
            {
                try
                {
                    await content.LoadIntoBufferAsync(settings.LongestText, limit).ConfigureAwait(false);
                }
                catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
                {
                    throw new CommandException(ExitCode.Failed, $"the answer to {path} has more than {settings.LongestText} bytes");
                }
                return await content.ReadAsStringAsync(limit).ConfigureAwait(false);
            },
            cancellation);

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    /// <summary>Sends a request and reads the whole response; the timeout covers both.</summary>
    private async Task<T> AskAsync<T>(
        string path, string accept, string? host, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(connection.BaseUri, path)) { Version = HttpVersion.Version20 };
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Host = host;
        try
        {
            Impersonate(request);
            using var response = await connection.SendAsync(request, limit.Token).ConfigureAwait(false);
            return await read(response.Content, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CommandException(ExitCode.Failed, $"cannot reach the API server at {connection.BaseUri}: {e.InnerException?.Message ?? e.Message}");
        }
        catch (FormatException)
        {
            throw new CommandException(ExitCode.Failed, "the user or group to impersonate has a character that cannot be sent, such as a line break");
        }
        catch (JsonException)
        {
            throw NoApiServer();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failed, $"no answer from {connection.BaseUri} within {settings.RequestTimeout.TotalSeconds:0.###} s (--request-timeout)");
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
        new(ExitCode.Failed, $"{connection.BaseUri} does not answer as a Kubernetes API server; a proxy in between may be answering");

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.RequestTimeout);
        return limit;
    }
}
