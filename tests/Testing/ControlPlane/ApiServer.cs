using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>
/// A real etcd and kube-apiserver on free ports of loopback, with RBAC, bearer tokens and an audit log of every change, and of everything that
/// the chart's accounts do (<see cref="ChartAccount"/>). Uses only flags that both 1.20 and current versions have.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private const string AuditPolicy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - {level: Metadata, userGroups: ["system:serviceaccounts:k8smirror"]}
        - {level: None, verbs: [get, list, watch]}
        - {level: None, users: ["system:apiserver"]}
        - {level: Metadata}
        """;

    private readonly ControlPlaneBinaries binaries;
    private readonly DirectoryInfo folder;
    private readonly ServerCertificates certificates;
    private readonly int etcdPort = LoopbackPort.Free();
    private readonly int port = LoopbackPort.Free();
    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, (string Token, string Groups)> users = [];
    private ChildProcess? etcd;
    private ChildProcess? server;

    private ApiServer(ControlPlaneBinaries binaries)
    {
        this.binaries = binaries;
        folder = Directory.CreateTempSubdirectory("k8smirror-api-");
        certificates = new ServerCertificates(folder.FullName);
    }

    /// <summary>Root of the API.</summary>
    public Uri Address => new($"https://127.0.0.1:{port}/");

    /// <summary>Client of the group system:masters, which may do everything.</summary>
    public ClusterClient Admin { get; private set; } = null!;

    /// <summary>Audit log: one JSON event per line for every write request.</summary>
    public string AuditLog => Path.Combine(folder.FullName, "audit.log");

    /// <summary>Folder of this server's files, also for logs of other programs that a test starts.</summary>
    public string Folder => folder.FullName;

    /// <summary>
    /// Starts both and waits until the server reports that it is ready. The given users exist from the start, with their permissions from
    /// RBAC; groups are separated by commas.
    /// </summary>
    public static async Task<ApiServer> StartAsync(params (string User, string Groups)[] users)
    {
        var server = new ApiServer(ControlPlaneBinaries.Find());
        try
        {
            foreach (var (user, groups) in ((string, string)[])[("admin", "system:masters"), .. users])
            {
                server.users[user] = ($"{Guid.NewGuid():N}", groups);
            }

            server.WriteFiles();
            server.Admin = new ClusterClient(server.CreateClient("admin"));
            server.StartEtcd();
            await server.RestartAsync().ConfigureAwait(false);
            // A server creates it a moment after it reports that it is ready.
            await EventuallyAsync.True(
                async () => await server.Admin.GetAsync("api/v1/namespaces/default").ConfigureAwait(false) is not null,
                "the namespace default is there").ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>False after <see cref="Kill"/>, and after a crash.</summary>
    public bool IsRunning => server is { HasExited: false };

    /// <summary>Process id of kube-apiserver, which changes with <see cref="RestartAsync"/>.</summary>
    public int ProcessId => server!.Id;

    /// <summary>SIGKILL; etcd and its data stay.</summary>
    public void Kill() => server?.Kill();

    /// <summary>Pauses or resumes the server (SIGSTOP, SIGCONT): connections stay open but get no answers.</summary>
    public void Pause(bool paused) => server!.Signal(paused ? "STOP" : "CONT");

    /// <summary>Starts the API server (again) on the same port and waits until it is ready.</summary>
    public async Task RestartAsync()
    {
        server?.Dispose();
        server = ChildProcess.Start(binaries.ApiServer, ServerFlags(), Path.Combine(Folder, "kube-apiserver.log"));
        await EventuallyAsync.True(
            async () =>
            {
                if (server.HasExited)
                {
                    throw new InvalidOperationException("kube-apiserver ended: " + Tail("kube-apiserver.log"));
                }

                using var response = await Admin.Http.GetAsync("readyz").ConfigureAwait(false);
                return response.IsSuccessStatusCode;
            },
            "kube-apiserver is ready",
            TimeSpan.FromSeconds(90)).ConfigureAwait(false);
    }

    /// <summary>Advances etcd's revision by <paramref name="writes"/> and compacts the whole history, as kube-apiserver does every five minutes.</summary>
    public async Task CompactAsync(int writes = 1)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{etcdPort}") };
        var revision = "";
        for (var i = 0; i < writes; i++)
        {
            var put = await PostAsync(http, "/v3/kv/put", """{"key":"azhzLW1pcnJvcg==","value":"eA=="}""").ConfigureAwait(false);
            revision = put.RootElement.GetProperty("header").GetProperty("revision").GetString()!;
        }

        await PostAsync(http, "/v3/kv/compaction", $$"""{"revision":"{{revision}}","physical":true}""").ConfigureAwait(false);
    }

    /// <summary>
    /// Writes objects to etcd directly, in numbers that would take hours through the server. It serves them like all others.
    /// </summary>
    /// <param name="objects">Paths below the server's prefix, such as <c>pods/default/a</c>, and objects as JSON.</param>
    public async Task StoreAsync(IEnumerable<(string Path, string Json)> objects)
    {
        // etcd accepts 128 operations and 1.5 MiB at once.
        const int AtATime = 100;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{etcdPort}") };
        await Parallel.ForEachAsync(objects.Chunk(AtATime), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (chunk, _) =>
        {
            var puts = chunk.Select(item => $$$"""{"requestPut":{"key":"{{{Base64($"/{run}/{item.Path}")}}}","value":"{{{Base64(item.Json)}}}"}}""");
            using var answer = await PostAsync(http, "/v3/kv/txn", $$"""{"success":[{{string.Join(',', puts)}}]}""").ConfigureAwait(false);
        }).ConfigureAwait(false);

        static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A client of one of the users.</summary>
    public HttpClient CreateClient(string user) => CreateClientWithToken(users[user].Token);

    /// <summary>A client with any bearer token, such as one from the TokenRequest API.</summary>
    public HttpClient CreateClientWithToken(string token)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { certificates.Ca },
        };
        return new HttpClient(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    /// <summary>Writes a kubeconfig of one of the users; returns its path.</summary>
    public string Kubeconfig(string user) => Kubeconfig(user, users[user].Token);

    /// <summary>Writes a kubeconfig with any bearer token; returns its path.</summary>
    public string Kubeconfig(string name, string token)
    {
        var path = Path.Combine(Folder, name.Replace(':', '-') + ".kubeconfig");
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - name: test
              context: {cluster: test, user: test}
            clusters:
            - name: test
              cluster: {server: "https://127.0.0.1:{{port}}", certificate-authority: "{{certificates.CaFile}}" }
            users:
            - name: test
              user: {token: "{{token}}" }
            """);
        return path;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        server?.Dispose();
        etcd?.Dispose();
        Admin?.Http.Dispose();
        KeepLogs();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<System.Text.Json.JsonDocument> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync().ConfigureAwait(false));
    }

    /// <summary>To investigate a failure, set K8SMIRROR_TEST_LOGS to a folder to which the logs are copied.</summary>
    private void KeepLogs()
    {
        if (Environment.GetEnvironmentVariable("K8SMIRROR_TEST_LOGS") is { Length: > 0 } target)
        {
            Directory.CreateDirectory(target);
            foreach (var log in folder.GetFiles("*.log"))
            {
                log.CopyTo(Path.Combine(target, log.Name), overwrite: true);
            }
        }
    }

    private void WriteFiles()
    {
        File.WriteAllLines(Path.Combine(Folder, "tokens.csv"), users.Select(u => $"{u.Value.Token},{u.Key},{u.Key},\"{u.Value.Groups}\""));
        File.WriteAllText(Path.Combine(Folder, "audit-policy.yaml"), AuditPolicy);
    }

    private void StartEtcd() => etcd = ChildProcess.Start(
        binaries.Etcd,
        [
            "--data-dir", Path.Combine(Folder, "etcd"), "--unsafe-no-fsync", "--logger", "zap", "--log-level", "error",
            "--listen-client-urls", $"http://127.0.0.1:{etcdPort}", "--advertise-client-urls", $"http://127.0.0.1:{etcdPort}",
            "--listen-peer-urls", "http://127.0.0.1:0",
        ],
        Path.Combine(Folder, "etcd.log"));

    private string[] ServerFlags() =>
    [
        $"--etcd-servers=http://127.0.0.1:{etcdPort}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        $"--secure-port={port}",
        $"--cert-dir={Folder}",
        $"--tls-cert-file={certificates.CertificateFile}",
        $"--tls-private-key-file={certificates.KeyFile}",
        $"--service-account-key-file={certificates.TokenKeyFile}",
        $"--service-account-signing-key-file={certificates.TokenKeyFile}",
        "--service-account-issuer=https://kubernetes.default.svc",
        $"--token-auth-file={Path.Combine(Folder, "tokens.csv")}",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--disable-admission-plugins=ServiceAccount",
        $"--audit-policy-file={Path.Combine(Folder, "audit-policy.yaml")}",
        $"--audit-log-path={AuditLog}",
        $"--etcd-prefix=/{run}",
    ];

    private string Tail(string log) => string.Join('\n', File.ReadLines(Path.Combine(Folder, log)).TakeLast(5));
}
