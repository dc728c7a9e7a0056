using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>A thin client for tests: paths in, JSON out. It shares no code with the programs under test.</summary>
/// <param name="http">Client with the server's address and a token.</param>
public sealed class ClusterClient(HttpClient http)
{
    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["CustomResourceDefinition"] = "customresourcedefinitions",
        ["ClusterRole"] = "clusterroles",
        ["ClusterRoleBinding"] = "clusterrolebindings",
        ["Role"] = "roles",
        ["RoleBinding"] = "rolebindings",
        ["ServiceAccount"] = "serviceaccounts",
        ["ValidatingAdmissionPolicy"] = "validatingadmissionpolicies",
        ["ValidatingAdmissionPolicyBinding"] = "validatingadmissionpolicybindings",
        ["Namespace"] = "namespaces",
        ["Node"] = "nodes",
        ["TrafficMirror"] = "trafficmirrors",
        ["NodeMirror"] = "nodemirrors",
        ["AddressSet"] = "addresssets",
    };

    /// <summary>The client.</summary>
    public HttpClient Http { get; } = http;

    /// <summary>GETs an object or a list; null if there is none.</summary>
    public async Task<JsonNode?> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response).ConfigureAwait(false);
    }

    /// <summary>Items of a list.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path) =>
        [.. (await GetAsync(path).ConfigureAwait(false))?["items"]?.AsArray().Select(item => item!) ?? []];

    /// <summary>
    /// Server-side applies one YAML or JSON document, as a user would with kubectl; to <paramref name="ns"/> if the object is
    /// namespaced.
    /// </summary>
    public Task<JsonNode> ApplyAsync(string document, string? ns = null)
    {
        var (apiVersion, kind, name) = (Field(document, "apiVersion"), Field(document, "kind"), NameOf(document));
        return SendAsync(
            HttpMethod.Patch, $"{Collection(apiVersion, kind, ns)}/{name}?fieldManager=test&force=true", document, "application/apply-patch+yaml");
    }

    /// <summary>
    /// Creates each document of a YAML file. Not by server-side apply: there an old server refuses fields that it does not know, such
    /// as the CEL rules of a CRD; here it drops them.
    /// </summary>
    public async Task CreateFileAsync(string path)
    {
        foreach (var document in Documents(path))
        {
            await SendAsync(
                HttpMethod.Post, Collection(Field(document, "apiVersion"), Field(document, "kind")), document, "application/yaml").ConfigureAwait(false);
        }
    }

    /// <summary>Applies each document of a YAML file.</summary>
    public async Task ApplyFileAsync(string path)
    {
        foreach (var document in Documents(path))
        {
            await ApplyAsync(document).ConfigureAwait(false);
        }
    }

    /// <summary>JSON merge patch.</summary>
    public Task<JsonNode> MergeAsync(string path, string patch) => SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");

    /// <summary>POSTs a new object.</summary>
    public Task<JsonNode> CreateAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body, "application/json");

    /// <summary>PUTs an object.</summary>
    public Task<JsonNode> ReplaceAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString(), "application/json");

    /// <summary>Deletes an object, if it exists.</summary>
    public async Task DeleteAsync(string path)
    {
        using var response = await Http.DeleteAsync(path).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await ReadAsync(response).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a body; returns the response. Throws <see cref="ClusterRefusedException"/> with the server's message if it is refused.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, string body, string mediaType)
    {
        const int Attempts = 400;
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            if (await TrySendAsync(method, path, body, mediaType).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }
            await Task.Delay(50).ConfigureAwait(false);
        }
        throw new TimeoutException($"The server does not serve {path}.");
    }

    /// <summary>Null while the server does not serve the path: this takes a moment after its start or a new CRD.</summary>
    private async Task<JsonNode?> TrySendAsync(HttpMethod method, string path, string body, string mediaType)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = HttpVersion.Version20,
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType)),
        };
        using var response = await Http.SendAsync(request).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound && response.Content.Headers.ContentType?.MediaType == "text/plain"
            ? null
            : await ReadAsync(response).ConfigureAwait(false);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new ClusterRefusedException(response.StatusCode, text);
    }

    /// <summary>The documents of a YAML file.</summary>
    internal static string[] Documents(string path) =>
        File.ReadAllText(path).Split("\n---", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Collection(string apiVersion, string kind, string? ns = null) =>
        $"{(apiVersion.Contains('/') ? "apis" : "api")}/{apiVersion}/{(ns is null ? "" : $"namespaces/{ns}/")}{Plurals[kind]}";

    /// <summary>A top-level field of a document.</summary>
    internal static string Field(string document, string field) =>
        document.TrimStart().StartsWith('{') ? JsonNode.Parse(document)![field]!.GetValue<string>()
        : document.Split('\n').First(line => line.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..].Trim();

    private static string NameOf(string document)
    {
        if (document.TrimStart().StartsWith('{'))
        {
            return JsonNode.Parse(document)!["metadata"]!["name"]!.GetValue<string>();
        }

        var metadata = document[document.IndexOf("\nmetadata:", StringComparison.Ordinal)..];
        var name = metadata[(metadata.IndexOf("name:", StringComparison.Ordinal) + 5)..];
        return name[..name.IndexOfAny(['\n', ',', '}'])].Trim().Trim('"');
    }
}
