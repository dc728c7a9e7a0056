using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using K8sMirror.Core.Manifests;
using YamlDotNet.Core;
using NamedCluster = k8s.KubeConfigModels.Cluster;

namespace K8sMirror.Cluster.Connection;

/// <summary>Finds the cluster as kubectl does: flags, then KUBECONFIG (several files are merged), then ~/.kube/config, then the pod's own account.</summary>
public static class KubeconfigFiles
{
    /// <summary>Reads; nothing is sent yet.</summary>
    /// <exception cref="ClusterAccessException">Something is missing or wrong.</exception>
    public static KubernetesClientConfiguration Read(ClusterChoice choice)
    {
        try
        {
            var configuration = Load(choice);
            if (choice.Token is { Length: > 0 })
            {
                configuration.AccessToken = choice.Token;
                configuration.TokenProvider = null;
            }
            if (choice.CertificateAuthority is { Length: > 0 } file)
            {
                configuration.SslCaCerts = [];
                configuration.SslCaCerts.ImportFromPemFile(file);
            }
            configuration.SkipTlsVerify |= choice.SkipTlsVerify;
            return configuration;
        }
        catch (Exception e) when (e is KubeConfigException or YamlException or IOException or UnauthorizedAccessException or FormatException
            or CryptographicException)
        {
            // If a log-in helper fails, the message has a stack trace after its first line.
            throw new ClusterAccessException($"the kubeconfig cannot be used: {e.Message.Split('\n')[0]}");
        }
        catch (Exception e) when (IsOfTheLibrary(e))
        {
            throw new ClusterAccessException("the kubeconfig cannot be used: something in it is null, or of another type than kubectl writes");
        }
    }

    /// <summary>Reads for a program in a pod: the pod's own account unless a file is given.</summary>
    /// <exception cref="ClusterAccessException">Something is missing or wrong.</exception>
    public static KubernetesClientConfiguration ReadInPod(string? kubeconfig) =>
        kubeconfig is null && KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig() : Read(new() { Kubeconfig = kubeconfig });

    /// <summary>Names of contexts, for completion; empty if there is no kubeconfig.</summary>
    public static IReadOnlyList<string> Contexts(string? kubeconfig)
    {
        try
        {
            var files = Files(kubeconfig);
            return files.Length == 0 ? [] : [.. Merge(files).Configuration.Contexts.Select(c => c.Name)];
        }
        catch (Exception e) when (e is KubeConfigException or YamlException or IOException or UnauthorizedAccessException || IsOfTheLibrary(e))
        {
            return [];
        }
    }

    private static KubernetesClientConfiguration Load(ClusterChoice choice)
    {
        var files = Files(choice.Kubeconfig);
        if (files.Length == 0)
        {
            if (KubernetesClientConfiguration.IsInCluster())
            {
                return KubernetesClientConfiguration.InClusterConfig();
            }
            throw new ClusterAccessException("no kubeconfig: give --kubeconfig FILE, or set KUBECONFIG");
        }
        var (merged, tokenFiles) = Merge(files);
        var name = choice.Context ?? merged.CurrentContext;
        if (string.IsNullOrEmpty(name))
        {
            throw new ClusterAccessException($"{files[0]} has no current-context; give --context NAME (there are: {Names(merged)})");
        }
        var context = merged.Contexts?.FirstOrDefault(c => c.Name == name)
            ?? throw new ClusterAccessException($"no context named '{name}' in {files[0]}; there are: {Names(merged)}");
        context.ContextDetails ??= new ContextDetails();
        context.ContextDetails.Cluster = choice.Cluster ?? context.ContextDetails.Cluster;
        context.ContextDetails.User = choice.User ?? context.ContextDetails.User;
        RefuseRemovedLogIn(merged, context.ContextDetails.User);
        // As for kubectl, it wins over a token. The library wants one.
        var file = context.ContextDetails.User is { } user && tokenFiles.TryGetValue(user, out var path) ? new TokenFile(path) : null;
        if (file is not null)
        {
            merged.Users!.First(u => u.Name == context.ContextDetails.User).UserCredentials.Token = file.Token;
        }
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigObject(merged, name, choice.Server);
        if (Authorities(merged.Clusters?.FirstOrDefault(c => c.Name == context.ContextDetails.Cluster)?.ClusterEndpoint) is { Count: > 0 } authorities)
        {
            configuration.SslCaCerts = authorities;
        }
        configuration.TokenProvider = file ?? configuration.TokenProvider;
        return configuration;
    }

    /// <summary>
    /// All certificates of the bundle: while an authority is being rotated there are two, and the library takes only the first. Empty if it is not PEM.
    /// </summary>
    private static X509Certificate2Collection Authorities(ClusterEndpoint? endpoint)
    {
        var authorities = new X509Certificate2Collection();
        if (endpoint?.CertificateAuthorityData is { Length: > 0 } data)
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(data)));
        }
        else if (endpoint?.CertificateAuthority is { Length: > 0 } file)
        {
            authorities.ImportFromPemFile(file);
        }
        return authorities;
    }

    /// <summary>kubectl removed auth providers in 1.26; exec plugins replace them.</summary>
    private static void RefuseRemovedLogIn(K8SConfiguration merged, string? user)
    {
        if (merged.Users?.FirstOrDefault(u => u.Name == user)?.UserCredentials is { AuthProvider: { } provider, ExternalExecution: null, Token: null or "", ClientCertificateData: null or "", ClientCertificate: null or "" })
        {
            throw new ClusterAccessException($"user '{user}' logs in by the auth-provider '{provider.Name}', which is not supported; use an exec plugin, as kubectl since 1.26 does");
        }
    }

    /// <summary>Merges as kubectl does: of two entries with one name, the earlier file's wins. Paths are relative to the file that has them.</summary>
    private static (K8SConfiguration Configuration, IReadOnlyDictionary<string, string> TokenFiles) Merge(FileInfo[] files)
    {
        var merged = new K8SConfiguration { FileName = files[0].FullName };
        var (contexts, clusters, users) = (new List<Context>(), new List<NamedCluster>(), new List<User>());
        var tokenFiles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var (one, tree) = Load(file);
            merged.CurrentContext = string.IsNullOrEmpty(merged.CurrentContext) ? one.CurrentContext : merged.CurrentContext;
            contexts.AddRange((one.Contexts ?? []).Where(n => !contexts.Exists(o => o.Name == n.Name)));
            clusters.AddRange((one.Clusters ?? []).Where(n => !clusters.Exists(o => o.Name == n.Name)));
            foreach (var user in (one.Users ?? []).Where(n => !users.Exists(o => o.Name == n.Name)).ToList())
            {
                users.Add(user);
                if (Full(file, TokenFileOf(tree, user.Name)) is { } tokenFile)
                {
                    tokenFiles[user.Name] = tokenFile;
                }
            }
            foreach (var endpoint in (one.Clusters ?? []).Select(c => c.ClusterEndpoint).OfType<ClusterEndpoint>())
            {
                endpoint.CertificateAuthority = Full(file, endpoint.CertificateAuthority);
            }
            foreach (var credentials in (one.Users ?? []).Select(u => u.UserCredentials).OfType<UserCredentials>())
            {
                credentials.ClientCertificate = Full(file, credentials.ClientCertificate);
                credentials.ClientKey = Full(file, credentials.ClientKey);
            }
        }
        (merged.Contexts, merged.Clusters, merged.Users) = (contexts, clusters, users);
        return (merged, tokenFiles);
    }

    /// <summary>The library does not know this field.</summary>
    private static string? TokenFileOf(JsonObject tree, string user) =>
        (tree["users"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(u => (string?)u["name"] == user)?["user"] is JsonObject credentials
            ? (string?)credentials["tokenFile"]
            : null;

    private static (K8SConfiguration Configuration, JsonObject Tree) Load(FileInfo file)
    {
        try
        {
            // Bounds the nesting, on which the library's parser would run out of stack.
            return YamlTree.Read(File.ReadAllText(file.FullName)) is JsonObject tree
                ? (KubernetesClientConfiguration.LoadKubeConfig(file), tree)
                : throw new KubeConfigException($"{file.FullName} is empty or no kubeconfig");
        }
        catch (FormatException e)
        {
            throw new KubeConfigException($"{file.FullName}: {e.Message}");
        }
    }

    // What the library throws for a null where it expects a value, and for a list where it expects a string.
    private static bool IsOfTheLibrary(Exception e) =>
        e is NullReferenceException or InvalidCastException or InvalidOperationException or ArgumentException or KeyNotFoundException or IndexOutOfRangeException;

    private static string? Full(FileInfo file, string? path) =>
        string.IsNullOrEmpty(path) ? null : Path.Combine(file.DirectoryName!, path);

    private static string Names(K8SConfiguration configuration) => string.Join(", ", (configuration.Contexts ?? []).Select(c => c.Name));

    private static FileInfo[] Files(string? kubeconfig)
    {
        if (kubeconfig is { Length: > 0 })
        {
            return File.Exists(kubeconfig) ? [new(kubeconfig)] : throw new ClusterAccessException($"there is no file {kubeconfig}");
        }
        var listed = Environment.GetEnvironmentVariable("KUBECONFIG");
        string[] paths = listed is { Length: > 0 }
            ? listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config")];
        return [.. paths.Where(File.Exists).Select(p => new FileInfo(p))];
    }
}
