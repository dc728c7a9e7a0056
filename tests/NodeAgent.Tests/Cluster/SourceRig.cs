using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using K8sMirror.Cluster.Direct;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>The source of one node, with a real API server or a scripted one; each test has its own node.</summary>
internal sealed class SourceRig : IDisposable
{
    /// <summary>User agent of the tests' own requests.</summary>
    public static readonly ProductInfoHeaderValue Program = new("k8smirror-agent-tests", "1.0");

    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<SpecSnapshot> published = new();
    private readonly ApiServer? server;
    private readonly Task watching;

    public SourceRig(
        ApiServer server, string node, string? stateFolder = null, TimeSpan? offlineLimit = null, string? kubeconfig = null, ApiTimeouts? timeouts = null,
        TimeProvider? clock = null)
        : this(Kubeconfig.Read(kubeconfig ?? server.Kubeconfig("agent")), node, stateFolder, offlineLimit, timeouts, clock)
    {
        this.server = server;
    }

    public SourceRig(ClusterAccess access, string node, string? stateFolder = null, TimeSpan? offlineLimit = null, ApiTimeouts? timeouts = null, TimeProvider? clock = null)
    {
        Node = node;
        Source = new(
            new(access, node, stateFolder, offlineLimit ?? TimeSpan.FromHours(1)) { Timeouts = timeouts ?? ApiTimeouts.Default },
            clock ?? TimeProvider.System, new RecordingLogger<NodeMirrorSpecSource>(Log));
        watching = Source.WatchAsync(published.Enqueue, ending.Token);
    }

    public string Node { get; }

    /// <summary>Its log.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public NodeMirrorSpecSource Source { get; }

    /// <summary>Targets of the last published spec; null before the first.</summary>
    public string? Last => published.LastOrDefault() is { } last ? Targets(last) : null;

    public IReadOnlyList<string> All => [.. published.Select(Targets)];

    /// <summary>The last published spec; null before the first.</summary>
    public SpecSnapshot? Snapshot => published.LastOrDefault();

    public long LastGeneration => published.Last().Generation;

    public DateTimeOffset? LastWrittenAt => published.Last().WrittenAt;

    public string Path => $"apis/k8smirror.io/v1alpha1/nodemirrors/{Node}";

    /// <summary>Writes the object like the operator.</summary>
    public Task WantAsync(string target, string writtenAt = "", string filter = "") => server!.Admin.ApplyAsync(
        $$"""
        {"apiVersion":"k8smirror.io/v1alpha1","kind":"NodeMirror","metadata":{"name":"{{Node}}","annotations":{"k8smirror.io/spec-written-at":"{{writtenAt}}"} },"spec":{"sessions":[
          {"mirrorRef":{"name":"a","uid":"u-1","generation":1},"sources":[{"interface":"eth1","direction":"Ingress"}],"targets":[{"name":"t","interface":"{{target}}"}]{{(filter.Length > 0 ? $",\"filter\":{filter}" : "")}} }] } }
        """);

    public async Task<JsonNode?> StatusAsync() => (await server!.Admin.GetAsync(Path))?["status"];

    /// <summary>Status writes of this node that the server has recorded.</summary>
    public int StatusWrites() => File.ReadLines(server!.AuditLog).Count(l => l.Contains($"/{Node}/status", StringComparison.Ordinal));

    public static NodeMirrorStatus Status(long generation, string version = "1") => new()
    {
        ObservedGeneration = generation,
        AgentVersion = version,
        Kernel = new() { Release = "6.18", AttachMode = "tcx" },
        Sessions = [new() { MirrorRef = new() { Name = "a", Uid = "u-1", Generation = 1 }, State = ProgrammedState.Programmed, Reason = Reasons.Programmed }],
    };

    public void Dispose()
    {
        ending.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => watching.GetAwaiter().GetResult());
        Source.Dispose();
        ending.Dispose();
    }

    private static string Targets(SpecSnapshot snapshot) =>
        string.Join(' ', snapshot.Spec.Sessions.SelectMany(s => s.Targets).Select(t => t.Id));
}
