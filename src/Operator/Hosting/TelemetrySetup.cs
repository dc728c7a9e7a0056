using K8sMirror.CommandLine;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace K8sMirror.Operator.Hosting;

/// <summary>Wires logs, metrics and traces.</summary>
internal static class TelemetrySetup
{
    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>JSON or console lines on standard output.</summary>
    public static void AddLogs(this ILoggingBuilder logging, OperatorOptions options)
    {
        logging.SetMinimumLevel(options.LogLevel);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // A failed start ends the process with its message; the host would print it again, with its stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.LogFormat == "json")
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                console.IncludeScopes = false;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                // No colours: they would be control characters.
                console.ColorBehavior = LoggerColorBehavior.Disabled;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    }

    /// <summary>Metrics for the Prometheus page, and OTLP where an endpoint is named.</summary>
    public static void AddTelemetry(this IServiceCollection services, OperatorOptions options, ServingAddresses addresses)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource =>
            resource.AddService("k8smirror-operator", serviceVersion: BuildVersion.Text));
        if (addresses.Metrics.Port != 0)
        {
            telemetry.WithMetrics(metrics => metrics
                .AddMeter(OperatorMetrics.Name)
                .AddPage());
        }

        if (options.OtlpEndpoint is not null || Environment.GetEnvironmentVariable(OtlpVariable) is { Length: > 0 })
        {
            telemetry.WithTracing(traces => traces
                .AddSource(OperatorMetrics.Name)
                .AddOtlpExporter(otlp =>
                {
                    if (options.OtlpEndpoint is { } endpoint)
                    {
                        otlp.Endpoint = endpoint;
                    }
                }));
        }
    }
}
