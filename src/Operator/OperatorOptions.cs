namespace K8sMirror.Operator;

/// <summary>Options of <c>run</c>.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Path of a kubeconfig; if null, the pod's service account, or outside of a pod the user's default kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Namespace of the Lease; if null, that of <see cref="InstallationNamespace"/>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the Lease.</summary>
    public string LeaseName { get; init; } = "k8smirror-operator";

    /// <summary>How long the others wait for a leader that has gone silent.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where metrics are served; nowhere if empty or with port 0.</summary>
    public string MetricsAddress { get; init; } = "127.0.0.1:8080";

    /// <summary>Where probes are served; nowhere if empty or with port 0; if null, on the port after that of <see cref="MetricsAddress"/>.</summary>
    public string? HealthAddress { get; init; }

    /// <summary>After this long a silent node no longer holds up the deletion of a mirror.</summary>
    public TimeSpan DeadNodeGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Labels of the agents' pods, in the namespace of the Lease; they are not watched if this is null.</summary>
    public string? AgentSelector { get; init; }

    /// <summary>True: mirrors may select pods, whose metadata and addresses the operator then reads in all namespaces.</summary>
    public bool Pods { get; init; } = true;

    /// <summary>
    /// After this long without a ready agent, a node's report is no longer trusted. Longer than the replacement of a pod (old kubelets
    /// need up to a minute), and shorter than the agents' dead-man time: the status changes before the copies end.
    /// </summary>
    public TimeSpan AgentGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest time between two passes.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Waiting time after the first change, so that changes that come together are one pass.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary><c>json</c> or <c>console</c>.</summary>
    public string LogFormat { get; init; } = "json";

    /// <summary>Minimum log level.</summary>
    public Microsoft.Extensions.Logging.LogLevel LogLevel { get; init; } = Microsoft.Extensions.Logging.LogLevel.Information;

    /// <summary>Where traces go by OTLP; if null, nowhere, unless the standard OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
    public Uri? OtlpEndpoint { get; init; }
}
