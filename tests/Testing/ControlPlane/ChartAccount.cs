using System.Text.Json.Nodes;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>
/// A service account with exactly the roles that the chart gives it, and a record of how it used them. The roles come from the chart's rendered
/// manifest, which the chart's own tests compare with the templates.
/// </summary>
public sealed class ChartAccount
{
    /// <summary>Namespace in the rendered manifest.</summary>
    public const string Namespace = "k8smirror";

    private const string Rbac = "apis/rbac.authorization.k8s.io/v1";
    private static readonly string[] Kinds = ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
    private readonly ApiServer server;
    private readonly string name;
    private readonly long auditStart;

    private ChartAccount(ApiServer server, string name, string kubeconfig)
    {
        (this.server, this.name, Kubeconfig) = (server, name, kubeconfig);
        auditStart = new FileInfo(server.AuditLog).Length;
    }

    /// <summary>Path of a kubeconfig with a token of the account.</summary>
    public string Kubeconfig { get; }

    /// <summary>Installs all of the chart's accounts and roles.</summary>
    public static async Task InstallAllAsync(ApiServer server)
    {
        await server.Admin.ApplyAsync($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{Namespace}}"} }""").ConfigureAwait(false);
        foreach (var document in Manifest().Where(d => Kinds.Contains(ClusterClient.Field(d, "kind"))))
        {
            await server.Admin.ApplyAsync(document, NamespaceOf(document)).ConfigureAwait(false);
        }
    }

    /// <summary>Installs all of them, creates a token for <paramref name="name"/>, and waits until its roles are effective.</summary>
    public static async Task<ChartAccount> InstallAsync(ApiServer server, string name)
    {
        await InstallAllAsync(server).ConfigureAwait(false);
        var token = await server.Admin.CreateAsync(
            $"api/v1/namespaces/{Namespace}/serviceaccounts/{name}/token",
            """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""").ConfigureAwait(false);
        var account = new ChartAccount(server, name, server.Kubeconfig(name, (string)token["status"]!["token"]!));
        foreach (var right in await account.GrantedAsync().ConfigureAwait(false))
        {
            await EventuallyAsync.True(() => account.IsAllowedAsync(right), $"{name} may {right}").ConfigureAwait(false);
        }

        return account;
    }

    /// <summary>
    /// Asserts that each permission was used and nothing else was requested since the account was installed. A permission counts as used by what the
    /// server recorded; a patch that created an object also used <c>create</c>.
    /// </summary>
    public async Task UsedExactlyItsRightsAsync()
    {
        var granted = await GrantedAsync().ConfigureAwait(false);
        IReadOnlyList<AccountRight> unused = [];
        try
        {
            // The server writes its record after it has responded.
            await EventuallyAsync.True(() => (unused = Unused(granted)).Count == 0, "all rights were used").ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{name} never used: {string.Join("; ", unused)}");
        }

        var refused = Used().Where(use => use.Status == 403).Select(use => use.What).Distinct();
        if (string.Join("; ", refused) is { Length: > 0 } missing)
        {
            throw new InvalidOperationException($"{name} was refused: {missing}");
        }
    }

    private IReadOnlyList<AccountRight> Unused(IReadOnlyList<AccountRight> granted)
    {
        var used = Used();
        return [.. granted.Where(right => !used.Any(use => right.Allows(use.What)))];
    }

    /// <summary>The permissions in its roles, one entry for each verb.</summary>
    public async Task<IReadOnlyList<AccountRight>> GrantedAsync()
    {
        var rights = new List<AccountRight>();
        foreach (var plural in (string[])["clusterrolebindings", "rolebindings"])
        {
            foreach (var binding in (await server.Admin.ListAsync($"{Rbac}/{plural}").ConfigureAwait(false)).Where(IsOurs))
            {
                var ns = (string?)binding["metadata"]!["namespace"] ?? "";
                var role = await server.Admin.GetAsync(
                    $"{Rbac}/{(ns.Length == 0 ? "clusterroles" : $"namespaces/{ns}/roles")}/{binding["roleRef"]!["name"]}").ConfigureAwait(false);
                rights.AddRange(role!["rules"]!.AsArray().SelectMany(rule => Rights(ns, rule!)));
            }
        }

        return rights;
    }

    private bool IsOurs(JsonNode binding) => binding["subjects"]?.AsArray().Any(subject =>
        (string?)subject!["kind"] == "ServiceAccount" && (string?)subject["name"] == name && (string?)subject["namespace"] == Namespace) ?? false;

    private static IEnumerable<AccountRight> Rights(string ns, JsonNode rule) =>
        from @group in Texts(rule["apiGroups"])
        from resource in Texts(rule["resources"])
        from name in rule["resourceNames"] is { } names ? Texts(names) : [""]
        from verb in Texts(rule["verbs"])
        select new AccountRight(ns, $"{@group}/{resource}", name, verb);

    private static IEnumerable<string> Texts(JsonNode? array) => array!.AsArray().Select(text => (string)text!);

    private async Task<bool> IsAllowedAsync(AccountRight right)
    {
        var parts = right.Resource.Split('/');
        var review = await server.Admin.CreateAsync("apis/authorization.k8s.io/v1/subjectaccessreviews", new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["user"] = $"system:serviceaccount:{Namespace}:{name}",
                ["resourceAttributes"] = new JsonObject
                {
                    ["namespace"] = right.Namespace,
                    ["group"] = parts[0],
                    ["resource"] = parts[1],
                    ["subresource"] = parts.Length > 2 ? parts[2] : "",
                    ["name"] = right.Name,
                    ["verb"] = right.Verb,
                },
            },
        }.ToJsonString()).ConfigureAwait(false);
        return (bool)review["status"]!["allowed"]!;
    }

    private List<(AccountRight What, int Status)> Used()
    {
        var uses = new List<(AccountRight, int)>();
        using var stream = new FileStream(server.AuditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(auditStart, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // The last line may be incomplete.
            if (line.EndsWith('}') && JsonNode.Parse(line)! is { } entry && entry["objectRef"] is { } what
                && (string?)entry["user"]!["username"] == $"system:serviceaccount:{Namespace}:{name}")
            {
                var (status, verb) = ((int?)entry["responseStatus"]?["code"] ?? 0, (string)entry["verb"]!);
                var subresource = (string?)what["subresource"] is { } sub ? $"/{sub}" : "";
                var use = new AccountRight(
                    (string?)what["namespace"] ?? "", $"{(string?)what["apiGroup"] ?? ""}/{what["resource"]}{subresource}", (string?)what["name"] ?? "", verb);
                uses.Add((use, status));
                if (verb == "patch" && status == 201)
                {
                    uses.Add((use with { Verb = "create" }, status));
                }
            }
        }

        return uses;
    }

    /// <summary>Documents of the chart, rendered for a current server.</summary>
    public static IEnumerable<string> Manifest() =>
        ClusterClient.Documents(Repository.At("tests/E2E.Tests/Chart/Golden/defaults-1.30/expected.yaml")).Where(d => d.Contains("\nkind: ", StringComparison.Ordinal));

    private static string? NamespaceOf(string document) =>
        ClusterClient.Field(document, "kind").StartsWith("Cluster", StringComparison.Ordinal) ? null
        : document.Split('\n').FirstOrDefault(line => line.StartsWith("  namespace: ", StringComparison.Ordinal))?["  namespace: ".Length..].Trim(' ', '"') ?? Namespace;
}
