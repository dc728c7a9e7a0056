using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Writes transitions as Events of the core group: servers of some versions refuse an event of events.k8s.io about a cluster-scoped object
/// anywhere but in kube-system, where nobody looks. Repeated transitions increase the count of one Event (<see cref="EventSeries"/>). Best effort: the
/// status is the truth.
/// </summary>
internal sealed partial class EventRecorder(
    ApiConnection api, LeaseOptions lease, OperatorMetrics metrics, TimeProvider clock, ILogger<EventRecorder> logger)
{
    // The server refuses longer ones.
    private const int LongestNote = 1024;

    private const int LongestPrefix = 200;

    // Events of cluster-scoped objects live here; kubectl describe finds them.
    private const string Namespace = "default";

    private const int MostWaiting = 1000;

    private readonly EventSeries series = new(clock);

    private readonly Channel<(TrafficMirror Mirror, MirrorTransition Transition)> waiting = Channel.CreateBounded<(TrafficMirror, MirrorTransition)>(MostWaiting);

    /// <summary>Queues one, in order. Passes do not wait for events.</summary>
    public void Record(TrafficMirror mirror, MirrorTransition transition)
    {
        if (!waiting.Writer.TryWrite((mirror, transition)))
        {
            metrics.Wrote("Event", "create", "failed");
        }
    }

    /// <summary>Records until the term is over; what is left then is dropped.</summary>
    public async Task RunAsync(Leadership term)
    {
        while (waiting.Reader.TryRead(out _))
        {
        }

        try
        {
            await foreach (var (mirror, transition) in waiting.Reader.ReadAllAsync(term.Ended).ConfigureAwait(false))
            {
                await RecordAsync(term, mirror, transition).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (term.Ended.IsCancellationRequested)
        {
            // The term is over.
        }
    }

    private async Task RecordAsync(Leadership term, TrafficMirror mirror, MirrorTransition transition)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix(mirror.Metadata.Name)}.{now.Ticks:x}{Random.Shared.Next(0xffff):x4}");
        if (series.Add(mirror.Metadata.Uid ?? mirror.Metadata.Name, transition, name) is not { } write)
        {
            return;
        }

        var verb = write.IsNew ? "create" : "patch";
        try
        {
            using var request = term.BeginWrite();
            if (write.IsNew)
            {
                await api.CoreV1.CreateNamespacedEventAsync(Event(mirror, transition, name, now), Namespace, cancellationToken: request.Token).ConfigureAwait(false);
            }
            else
            {
                var change = new JsonObject
                {
                    ["count"] = write.Count,
                    ["lastTimestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    ["message"] = Shorten(transition.Message, LongestNote),
                };
                using var response = await api.SendAsync(
                    HttpMethod.Patch, $"api/v1/namespaces/{Namespace}/events/{write.Name}", Encoding.UTF8.GetBytes(change.ToJsonString()), ApiConnection.MergePatch, request.Token)
                    .ConfigureAwait(false);
            }

            metrics.Wrote("Event", verb, "ok");
        }
        catch (Exception error) when (error is ApiRefusedException or HttpRequestException or IOException
            || (error is OperationCanceledException && !term.Ended.IsCancellationRequested))
        {
            series.Forget(mirror.Metadata.Uid ?? mirror.Metadata.Name, transition);
            metrics.Wrote("Event", verb, "failed");
            LogFailed(mirror.Metadata.Name, Transient.Reason(error));
        }
    }

    private Corev1Event Event(TrafficMirror mirror, MirrorTransition transition, string name, DateTime now) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
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

    // As much of it as leaves room for the rest, with a valid end for a part of a name.
    private static string Prefix(string name) => name.Length <= LongestPrefix ? name : name[..LongestPrefix].TrimEnd('-', '.');

    private static string Shorten(string text, int longest) => text.Length <= longest ? text : text[..(longest - 3)] + "...";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not record an event of TrafficMirror {Mirror}: {Reason}")]
    private partial void LogFailed(string mirror, string reason);
}
