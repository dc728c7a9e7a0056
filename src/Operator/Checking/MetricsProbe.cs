using System.Text.Json;

namespace K8sMirror.Operator.Checking;

/// <summary>Scrapes and probes a pod, as Prometheus and the kubelet would.</summary>
internal sealed class MetricsProbe : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Whether the pod is ready and serves our metrics at its port of the name <c>metrics</c>.</summary>
    public async Task<Finding> AskAsync(JsonElement pod, CancellationToken cancellation)
    {
        var name = pod.GetProperty("metadata").GetProperty("name").GetString()!;
        var subject = $"metrics of {name}";
        if (Address(pod) is not { } address)
        {
            return new(subject, false, "the pod has no address, or no port called metrics");
        }

        try
        {
            using var ready = await http.GetAsync(new Uri(address + "readyz"), cancellation).ConfigureAwait(false);
            if (!ready.IsSuccessStatusCode)
            {
                return new(subject, false, (await ready.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)).Trim());
            }

            var text = await http.GetStringAsync(new Uri(address + "metrics"), cancellation).ConfigureAwait(false);
            var samples = text.Split('\n').Count(line => line.StartsWith("k8smirror_", StringComparison.Ordinal));
            return new(subject, samples > 0, $"{samples} samples at {address}metrics");
        }
        catch (Exception error) when (error is HttpRequestException or IOException || error is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new(subject, false, $"{address}: {error.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string? Address(JsonElement pod)
    {
        if (!pod.GetProperty("status").TryGetProperty("podIP", out var ip) || ip.GetString() is not { Length: > 0 } host)
        {
            return null;
        }

        foreach (var container in pod.GetProperty("spec").GetProperty("containers").EnumerateArray())
        {
            if (container.TryGetProperty("ports", out var ports)
                && ports.EnumerateArray().FirstOrDefault(p => p.TryGetProperty("name", out var name) && name.ValueEquals("metrics")) is { ValueKind: JsonValueKind.Object } port)
            {
                return $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port.GetProperty("containerPort").GetInt32()}/";
            }
        }

        return null;
    }
}
