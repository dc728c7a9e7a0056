using System.Net;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Checking;

/// <summary>Checks an installation: does everything exist, answer, and match?</summary>
internal sealed class InstallationCheck(ApiConnection api, CheckOptions options, TimeProvider clock)
{
    private static readonly TimeSpan StaleLease = TimeSpan.FromMinutes(1);

    /// <summary>Checks until everything passes or the timeout expires; returns the last findings.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var findings = await LookAsync(cancellation).ConfigureAwait(false);
            if (findings.All(f => f.IsGood) || clock.GetElapsedTime(started) >= options.Timeout)
            {
                return findings;
            }

            await Task.Delay(options.Poll, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>
        {
            await KindsAsync(cancellation).ConfigureAwait(false),
            await FromAsync($"apis/apps/v1/namespaces/{options.Namespace}/deployments/{options.Deployment}", "operator", Deployment, cancellation).ConfigureAwait(false),
            await FromAsync($"apis/coordination.k8s.io/v1/namespaces/{options.Namespace}/leases/{options.LeaseName}", "leader", Lease, cancellation).ConfigureAwait(false),
            await FromAsync($"apis/apps/v1/namespaces/{options.Namespace}/daemonsets/{options.DaemonSet}", "agents", DaemonSet, cancellation).ConfigureAwait(false),
        };
        try
        {
            await AddPodsAsync(findings, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ApiRefusedException or HttpRequestException)
        {
            findings.Add(new("pods", false, Transient.Reason(error)));
        }

        return findings;
    }

    private Task<Finding> KindsAsync(CancellationToken cancellation) => FromAsync("apis/" + ApiGroup.ApiVersion, "kinds", served =>
    {
        var names = served.GetProperty("resources").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ToHashSet();
        var missing = new[] { TrafficMirror.Plural, NodeMirror.Plural, AddressSet.Plural }.Where(plural => !names.Contains(plural)).ToList();
        return (missing.Count == 0, missing.Count == 0 ? "TrafficMirror, NodeMirror and AddressSet are served" : $"not served: {string.Join(", ", missing)}");
    }, cancellation);

    private static (bool IsGood, string Text) Deployment(JsonElement deployment)
    {
        var (wanted, ready) = (Number(deployment, "spec", "replicas"), Number(deployment, "status", "readyReplicas"));
        return (ready >= wanted && wanted > 0, $"{ready} of {wanted} replicas are ready");
    }

    private static (bool IsGood, string Text) DaemonSet(JsonElement agents)
    {
        var (wanted, ready) = (Number(agents, "status", "desiredNumberScheduled"), Number(agents, "status", "numberReady"));
        var isSeen = Number(agents, "status", "observedGeneration") >= Number(agents, "metadata", "generation");
        return (isSeen && ready >= wanted && wanted > 0, $"{ready} of {wanted} are ready");
    }

    private (bool IsGood, string Text) Lease(JsonElement lease)
    {
        var spec = lease.GetProperty("spec");
        var holder = spec.TryGetProperty("holderIdentity", out var identity) ? identity.GetString() : "";
        if (string.IsNullOrEmpty(holder))
        {
            return (false, "nobody holds the Lease");
        }

        // The holder's clock: a minute allows for a difference, and is far longer than a live leader takes.
        var age = spec.TryGetProperty("renewTime", out var time) && time.TryGetDateTimeOffset(out var at) ? clock.GetUtcNow() - at : TimeSpan.MaxValue;
        return (age < StaleLease, age < StaleLease ? $"{holder} leads" : $"{holder} holds the Lease and does not renew it");
    }

    private async Task AddPodsAsync(List<Finding> findings, CancellationToken cancellation)
    {
        var behind = (await api.ListAsync(Kinds.NodeMirrors, cancellation).ConfigureAwait(false)).Where(m => !Silence.IsCurrent(m.Value)).Select(m => m.Name).ToHashSet();
        using var probe = new MetricsProbe();
        var selector = await SelectorAsync(cancellation).ConfigureAwait(false);
        using var pods = await ReadAsync($"api/v1/namespaces/{options.Namespace}/pods?labelSelector={Uri.EscapeDataString(selector)}", cancellation).ConfigureAwait(false);
        var left = new List<string>();
        foreach (var pod in pods.RootElement.GetProperty("items").EnumerateArray().Where(p => !p.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _)))
        {
            if (IsAgent(pod) && pod.GetProperty("spec").TryGetProperty("nodeName", out var node) && behind.Contains(node.GetString()!))
            {
                left.Add(node.GetString()!);
            }

            if (options.Metrics)
            {
                findings.Add(await probe.AskAsync(pod, cancellation).ConfigureAwait(false));
            }
        }

        findings.Add(new("nodes", left.Count == 0, left.Count == 0 ? "every agent has carried out its node's specification" : $"behind: {string.Join(", ", left.Order(StringComparer.Ordinal))}"));
    }

    /// <summary>Operators and agents of this installation: what selects the operator's pods, without the component.</summary>
    private async Task<string> SelectorAsync(CancellationToken cancellation)
    {
        using var deployment = await ReadAsync($"apis/apps/v1/namespaces/{options.Namespace}/deployments/{options.Deployment}", cancellation).ConfigureAwait(false);
        var labels = deployment.RootElement.GetProperty("spec").GetProperty("selector").GetProperty("matchLabels").EnumerateObject()
            .Where(label => label.Name != "app.kubernetes.io/component").Select(label => $"{label.Name}={label.Value.GetString()}");
        return string.Join(',', [.. labels, "app.kubernetes.io/component in (operator,agent)"]);
    }

    private static bool IsAgent(JsonElement pod) =>
        pod.GetProperty("metadata").GetProperty("labels").TryGetProperty("app.kubernetes.io/component", out var component) && component.ValueEquals("agent");

    private async Task<Finding> FromAsync(string path, string subject, Func<JsonElement, (bool IsGood, string Text)> judge, CancellationToken cancellation)
    {
        try
        {
            using var document = await ReadAsync(path, cancellation).ConfigureAwait(false);
            var (isGood, text) = judge(document.RootElement);
            return new(subject, isGood, text);
        }
        catch (ApiRefusedException error) when (error.Status is HttpStatusCode.NotFound)
        {
            return new(subject, false, $"there is no {path}");
        }
        catch (Exception error) when (error is ApiRefusedException or HttpRequestException)
        {
            return new(subject, false, Transient.Reason(error));
        }
    }

    private async Task<JsonDocument> ReadAsync(string path, CancellationToken cancellation)
    {
        using var response = await api.GetAsync(path, cancellation).ConfigureAwait(false);
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
    }

    private static long Number(JsonElement of, string part, string field) =>
        of.TryGetProperty(part, out var inside) && inside.TryGetProperty(field, out var number) ? number.GetInt64() : 0;
}
