using System.Collections.Concurrent;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Specs;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>A watched folder.</summary>
internal sealed class FolderRig : IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<SpecSnapshot> published = new();
    private readonly Task watching;

    public FolderRig(string folder)
    {
        Source = new(folder, "host", TimeProvider.System, NullLogger<ManifestSpecSource>.Instance);
        watching = Source.WatchAsync(published.Enqueue, ending.Token);
    }

    public ManifestSpecSource Source { get; }

    /// <summary>All published specs, as <c>mirror:target mirror:target</c>.</summary>
    public IReadOnlyList<string> Published => [.. published.Select(Describe)];

    public string? Last => published.LastOrDefault() is { } last ? Describe(last) : null;

    public SpecSnapshot? LastSnapshot => published.LastOrDefault();

    public void Dispose()
    {
        ending.Cancel();
        watching.GetAwaiter().GetResult();
        ending.Dispose();
    }

    private static string Describe(SpecSnapshot snapshot) =>
        string.Join(' ', snapshot.Spec.Sessions.Select(s => $"{s.Mirror}:{string.Join(',', s.Targets.Select(t => t.Id))}"));
}
