using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Uninstalling;

/// <summary>
/// Cleans every node before you remove the agents. It stops the operator and then leads in its place, by the same Lease, so that there is
/// one writer at any time. Users' mirrors stay; only our finalizer is removed, which nothing would remove later.
/// </summary>
internal sealed partial class Uninstaller(
    ApiConnection api, LeaseElector elector, ObjectWriter writer, UninstallOptions options, ILogger<Uninstaller> logger)
{
    private IReadOnlyList<string> remaining = [];
    private bool isDone;

    /// <summary>Puts it together.</summary>
    public static Uninstaller Create(ApiConnection api, UninstallOptions options, OperatorMetrics metrics, TimeProvider clock, ILoggerFactory logs) => new(
        api,
        new LeaseElector(
            api, new LeaseOptions(options.Namespace, options.LeaseName, $"uninstall_{Guid.NewGuid():N}", options.LeaseDuration), metrics, clock,
            logs.CreateLogger<LeaseElector>()),
        new ObjectWriter(api, new FailureLedger(clock), metrics, logs.CreateLogger<ObjectWriter>()),
        options,
        logs.CreateLogger<Uninstaller>());

    /// <summary>Names of the nodes that were not clean in time; empty: all are.</summary>
    /// <exception cref="TimeoutException">The uninstaller did not become leader in time.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        await StopOperatorAsync(cancellation).ConfigureAwait(false);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stopping.CancelAfter(options.Timeout);
        await elector.RunAsync(
            async term =>
            {
                await LeadAsync(term).ConfigureAwait(false);
                if (isDone)
                {
                    await stopping.CancelAsync().ConfigureAwait(false);
                }
            },
            stopping.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (isDone)
        {
            await DeleteLeaseAsync(cancellation).ConfigureAwait(false);
            return [];
        }

        return remaining.Count > 0 ? remaining
            : throw new TimeoutException($"another process held the Lease {options.LeaseName}, or the API server did not answer, for {options.Timeout.TotalSeconds:0} s");
    }

    private async Task StopOperatorAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await api.SendAsync(
                HttpMethod.Patch, $"apis/apps/v1/namespaces/{options.Namespace}/deployments/{options.Deployment}/scale",
                """{"spec":{"replicas":0}}"""u8.ToArray(), ApiConnection.MergePatch, cancellation).ConfigureAwait(false);
            LogStopped(options.Deployment);
        }
        catch (ApiRefusedException error) when (error.Status is HttpStatusCode.NotFound)
        {
            // An earlier run did this.
        }
    }

    private async Task LeadAsync(Leadership term)
    {
        while (!term.Ended.IsCancellationRequested)
        {
            try
            {
                if (await IsEmptiedAsync(term).ConfigureAwait(false))
                {
                    await ForgetAsync(term).ConfigureAwait(false);
                    isDone = true;
                    return;
                }

                await Task.Delay(options.Poll, term.Ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (term.Ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is ApiRefusedException or HttpRequestException or IOException or TimeoutException)
            {
                LogFailed(Transient.Reason(error));
                await Task.Delay(options.Poll, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> IsEmptiedAsync(Leadership term)
    {
        var nodes = await api.ListAsync(Kinds.Nodes, term.Ended).ConfigureAwait(false);
        var mirrors = await api.ListAsync(Kinds.NodeMirrors, term.Ended).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            mirrors.Where(mirror => mirror.Value.Spec.Sessions.Count > 0),
            new ParallelOptions { MaxDegreeOfParallelism = NodeMirrorWriter.Parallelism, CancellationToken = term.Ended },
            async (mirror, _) => await PatchAsync(term, Kinds.NodeMirrors, mirror.Name, "empty",
                new JsonObject { ["spec"] = new JsonObject { ["sessions"] = new JsonArray() } }).ConfigureAwait(false)).ConfigureAwait(false);
        var left = NodesLeft.Of(mirrors, nodes);
        if (left.Count != remaining.Count)
        {
            LogLeft(left.Count);
        }

        remaining = left;
        return left.Count == 0;
    }

    private async Task ForgetAsync(Leadership term)
    {
        foreach (var mirror in await api.ListAsync(Kinds.NodeMirrors, term.Ended).ConfigureAwait(false))
        {
            await writer.WriteAsync(term, Kinds.NodeMirrors, mirror.Name, "delete", HttpMethod.Delete,
                ObjectWriter.Path(Kinds.NodeMirrors, mirror.Name), null, null).ConfigureAwait(false);
        }

        foreach (var mirror in await api.ListAsync(Kinds.TrafficMirrors, term.Ended).ConfigureAwait(false))
        {
            if (mirror.Value.Metadata.Finalizers is { } held && held.Contains(Ownership.Finalizer))
            {
                var others = held.Where(finalizer => finalizer != Ownership.Finalizer).Select(finalizer => JsonValue.Create(finalizer));
                await PatchAsync(term, Kinds.TrafficMirrors, mirror.Name, "release", new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["resourceVersion"] = mirror.Value.Metadata.ResourceVersion,
                        ["finalizers"] = new JsonArray([.. others]),
                    },
                }).ConfigureAwait(false);
            }
        }
    }

    private Task<Watched<T>?> PatchAsync<T>(Leadership term, ResourceKind<T> kind, string name, string verb, JsonObject patch)
        where T : class => writer.WriteAsync(
            term, kind, name, verb, HttpMethod.Patch, $"{ObjectWriter.Path(kind, name)}?fieldManager={Ownership.FieldManager}",
            Encoding.UTF8.GetBytes(patch.ToJsonString()), ApiConnection.MergePatch);

    private async Task DeleteLeaseAsync(CancellationToken cancellation)
    {
        try
        {
            await api.CoordinationV1.DeleteNamespacedLeaseAsync(options.LeaseName, options.Namespace, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (ApiRefusedException error) when (error.Status is HttpStatusCode.NotFound)
        {
            // Nothing to delete.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped the operator (Deployment {Deployment})")]
    private partial void LogStopped(string deployment);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} nodes still have copies to remove")]
    private partial void LogLeft(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Trying again: {Reason}")]
    private partial void LogFailed(string reason);
}
