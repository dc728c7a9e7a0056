using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using K8sMirror.Core.Manifests;

namespace K8sMirror.Cluster.Direct;

/// <summary>
/// Reads a kubeconfig's current context: server, authorities, and a token, a token file or a client certificate. Login helpers (exec, auth-provider) are
/// refused: there is no user to log in.
/// </summary>
public static class Kubeconfig
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="ClusterAccessException">It cannot be read, or lacks something.</exception>
    public static ClusterAccess Read(string path)
    {
        try
        {
            return YamlTree.Read(System.IO.File.ReadAllText(path)) is JsonObject root ? Read(path, root) : throw Bad(path, "is not a kubeconfig");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or CryptographicException)
        {
            throw Bad(path, $"cannot be read: {e.Message}");
        }
    }

    private static ClusterAccess Read(string path, JsonObject root)
    {
        var name = Text(root, "current-context") ?? throw Bad(path, "has no current-context");
        var context = Named(path, root, "contexts", name, "context");
        var cluster = Named(path, root, "clusters", Text(context, "cluster") ?? "", "cluster");
        var user = Named(path, root, "users", Text(context, "user") ?? "", "user");
        if (user["exec"] is not null || user["auth-provider"] is not null)
        {
            throw Bad(path, "logs in by exec or auth-provider, which an agent cannot; use a token or a client certificate");
        }
        if (Text(cluster, "insecure-skip-tls-verify") == "true")
        {
            throw Bad(path, "skips the check of the server's certificate; give certificate-authority instead");
        }
        if (!Uri.TryCreate(Text(cluster, "server")?.TrimEnd('/') + "/", UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
        {
            throw Bad(path, "has no valid server");
        }
        var access = new ClusterAccess
        {
            Server = server,
            CaFile = File(path, cluster, "certificate-authority"),
            CaPem = Data(cluster, "certificate-authority-data"),
            Token = Text(user, "token") is { } token ? BearerToken.Read(token) : null,
            TokenFile = File(path, user, "tokenFile"),
            ClientCertificateFile = File(path, user, "client-certificate"),
            ClientCertificatePem = Data(user, "client-certificate-data"),
            ClientKeyFile = File(path, user, "client-key"),
            ClientKeyPem = Data(user, "client-key-data"),
        };
        // Unusable certificates are reported now, not by every request.
        _ = ClientCertificate.Of(access)?.Get();
        _ = access.CaPem is { } authorities ? AuthorityBundle.Read(authorities) : null;
        return access;
    }

    private static JsonObject Named(string path, JsonObject root, string list, string name, string part) =>
        (root[list] as JsonArray)?
            .OfType<JsonObject>()
            .Where(n => Text(n, "name") == name)
            .Select(n => n[part] as JsonObject)
            .FirstOrDefault() ?? throw Bad(path, $"has no {part} named '{name}'");

    private static string? Text(JsonObject node, string key) => node[key] is JsonValue value && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    private static string? Data(JsonObject node, string key) =>
        Text(node, key) is { } base64 ? Encoding.UTF8.GetString(Convert.FromBase64String(base64)) : null;

    // Relative to the kubeconfig, as in kubectl.
    private static string? File(string path, JsonObject node, string key) =>
        Text(node, key) is not { } file ? null
        : file.Contains('\0', StringComparison.Ordinal) ? throw Bad(path, $"has a {key} with a NUL character")
        : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file);

    private static ClusterAccessException Bad(string path, string what) => new($"{path} {what}");
}
