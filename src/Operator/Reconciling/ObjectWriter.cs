using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// All writes of the operator. A refusal affects only its object and puts its key on the ledger; a server that is unreachable or
/// asks to wait ends the pass with an exception.
/// </summary>
internal sealed partial class ObjectWriter(ApiConnection api, FailureLedger ledger, OperatorMetrics metrics, ILogger<ObjectWriter> logger)
{
    /// <summary>
    /// Patches the status of the object that the decision is based on: a merge patch with its version, not an apply, which would create an object
    /// that its user has just deleted. Returns the object as the server now has it, or null as the other method.
    /// </summary>
    public Task<Watched<T>?> WriteStatusAsync<T>(Leadership term, ResourceKind<T> kind, ObjectMeta metadata, JsonNode? status)
        where T : class
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = metadata.ResourceVersion },
            ["status"] = status,
        };
        return WriteAsync(
            term, kind, metadata.Name, "status", HttpMethod.Patch, $"{Path(kind, metadata.Name)}/status?fieldManager={Ownership.FieldManager}",
            JsonSerializer.SerializeToUtf8Bytes(patch), ApiConnection.MergePatch);
    }

    /// <summary>
    /// Sends one request as the leader; returns the object as the server now has it, or null if it was refused or is not due yet. If the state
    /// has changed meanwhile, <paramref name="again"/> may give another body, to be sent at once, or null. <paramref name="isKept"/> tells whether
    /// the server has kept what was sent: if not, because its CRD is older, the write is retried at growing intervals, like a refused one.
    /// </summary>
    public async Task<Watched<T>?> WriteAsync<T>(
        Leadership term, ResourceKind<T> kind, string name, string verb, HttpMethod method, string path, byte[]? body, string? mediaType,
        Func<Task<byte[]?>>? again = null, Func<T, bool>? isKept = null)
        where T : class
    {
        var key = Key(kind.Name, name, verb);
        if (!ledger.IsDue(key))
        {
            return null;
        }

        using var span = OperatorMetrics.Activities.StartActivity($"{verb} {kind.Name}");
        span?.SetTag("k8smirror.object", name);
        while (true)
        {
            using var request = term.BeginWrite();
            try
            {
                using var document = await SendAsync(method, path, body, mediaType, request.Token).ConfigureAwait(false);
                var written = kind.Read(document.RootElement);
                if (written is not null && isKept?.Invoke(written.Value) == false)
                {
                    metrics.Wrote(kind.Name, verb, "mangled");
                    ledger.Failed(key);
                    LogMangled(kind.Name, name);
                }
                else
                {
                    metrics.Wrote(kind.Name, verb, "ok");
                    ledger.Forget(key);
                }

                return written;
            }
            catch (ApiRefusedException error) when (!error.IsOverload)
            {
                metrics.Wrote(kind.Name, verb, ((int)error.Status).ToString(CultureInfo.InvariantCulture));
                if (error.Status is HttpStatusCode.Conflict && again is not null && await again().ConfigureAwait(false) is { } fresh)
                {
                    body = fresh;
                    continue;
                }

                // Not an error: the state has changed meanwhile, and its event brings a new pass.
                var moved = error.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound;
                ledger.Failed(key, moved);
                if (!moved)
                {
                    LogRefused(verb, kind.Name, name, error.Message);
                }

                return null;
            }
            catch (OperationCanceledException) when (request.IsCancellationRequested)
            {
                metrics.Wrote(kind.Name, verb, "timeout");
                throw new TimeoutException($"{verb} {kind.Name} {name}: no answer within {term.WriteTimeout.TotalSeconds:0.#} s");
            }
        }
    }

    /// <summary>The object as the server has it now; null if there is none. Read by a list, which needs no further permission.</summary>
    public async Task<Watched<T>?> ReadAsync<T>(Leadership term, ResourceKind<T> kind, string name)
        where T : class
    {
        using var request = term.BeginWrite();
        using var document = await SendAsync(
            HttpMethod.Get, $"{kind.Path}?fieldSelector=metadata.name%3D{Uri.EscapeDataString(name)}", null, null, request.Token).ConfigureAwait(false);
        return document.RootElement.GetProperty("items").EnumerateArray().Select(kind.Read).FirstOrDefault();
    }

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, byte[]? body, string? mediaType, CancellationToken cancellation)
    {
        using var response = await api.SendAsync(method, path, body, mediaType, cancellation).ConfigureAwait(false);
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
    }

    /// <summary>Path of one object.</summary>
    public static string Path<T>(ResourceKind<T> kind, string name)
        where T : class => $"{kind.Path}/{Uri.EscapeDataString(name)}";

    private static string Key(string kind, string name, string verb) => $"{kind}/{name}/{verb}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not {Verb} {Kind} {Name}: {Reason}")]
    private partial void LogRefused(string verb, string kind, string name, string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The API server stored {Kind} {Name} differently from what was applied: its CRD is older than this operator; update the CRDs")]
    private partial void LogMangled(string kind, string name);
}
