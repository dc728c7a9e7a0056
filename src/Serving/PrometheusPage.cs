using OpenTelemetry.Metrics;

namespace K8sMirror.Serving;

/// <summary>What <see cref="PageServer"/> serves at <c>/metrics</c>.</summary>
public static class PrometheusPage
{
    /// <summary>Adds the page to a provider. The names in the docs are the names on the wire: no scope labels, no target_info.</summary>
    public static MeterProviderBuilder AddPage(this MeterProviderBuilder metrics) => metrics.AddPrometheusExporter(page =>
    {
        page.ScopeInfoEnabled = false;
        page.TargetInfoEnabled = false;
    });
}
