using System.Globalization;
using k8s;
using k8s.Autorest;
using k8s.Models;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Connection;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Writes transitions as Events of the core group: servers of some versions refuse an event of events.k8s.io about a cluster-scoped object
/// anywhere but in kube-system, where nobody looks. Best effort: the status is the truth.
/// </summary>
internal sealed partial class EventRecorder(
    ApiConnection api, LeaseOptions lease, OperatorMetrics metrics, TimeProvider clock, ILogger<EventRecorder> logger)
{
    // The server refuses longer ones.
    private const int LongestNote = 1024;

    private const int LongestPrefix = 200;

    // Events of cluster-scoped objects live here; kubectl describe finds them.
    private const string Namespace = "default";

    /// <summary>Records one; never throws but for the end of the term.</summary>
    public async Task RecordAsync(Leadership term, TrafficMirror mirror, MirrorTransition transition)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var body = new Corev1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{Prefix(mirror.Metadata.Name)}.{now.Ticks:x}{Random.Shared.Next(0xffff):x4}"),
                NamespaceProperty = Namespace,
            },
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
            Reason = transition.Reason,
            Message = Shorten(transition.Message, LongestNote),
            Type = transition.IsWarning ? "Warning" : "Normal",
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = ApiGroup.ApiVersion,
                Kind = TrafficMirror.KindName,
                Name = mirror.Metadata.Name,
                Uid = mirror.Metadata.Uid,
                ResourceVersion = mirror.Metadata.ResourceVersion,
            },
            Source = new V1EventSource { Component = Ownership.FieldManager, Host = Shorten(lease.Identity, 128) },
        };
        try
        {
            using var request = term.BeginWrite();
            await api.CoreV1.CreateNamespacedEventAsync(body, Namespace, cancellationToken: request.Token).ConfigureAwait(false);
            metrics.Wrote("Event", "create", "ok");
        }
        catch (Exception error) when (error is HttpOperationException or HttpRequestException or IOException
            || (error is OperationCanceledException && !term.Ended.IsCancellationRequested))
        {
            metrics.Wrote("Event", "create", "failed");
            LogFailed(mirror.Metadata.Name, ApiErrors.Describe(error));
        }
    }

    // As much of it as leaves room for the rest, and ends as each part of a name must.
    private static string Prefix(string name) => name.Length <= LongestPrefix ? name : name[..LongestPrefix].TrimEnd('-', '.');

    private static string Shorten(string text, int longest) => text.Length <= longest ? text : text[..(longest - 3)] + "...";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not record an event of TrafficMirror {Mirror}: {Reason}")]
    private partial void LogFailed(string mirror, string reason);
}
