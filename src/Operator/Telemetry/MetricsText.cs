using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace K8sMirror.Operator.Telemetry;

/// <summary>All metrics in Prometheus' text format, collected when they are asked for.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class MetricsText : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>Content type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Content type of any other page.</summary>
    public const string PlainText = "text/plain; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The page, as of now.</summary>
    public string Page()
    {
        lock (_lock)
        {
            _text.Clear();
            Collect?.Invoke(Timeout.Infinite);
            return _text.ToString();
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            Append(metric);
        }

        return ExportResult.Success;
    }

    private void Append(Metric metric)
    {
        var isSum = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = metric.Name + (metric.Unit == "s" ? "_seconds" : "") + (isSum ? "_total" : "");
        var type = metric.MetricType == MetricType.Histogram ? "histogram" : isSum ? "counter" : "gauge";
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {metric.Description.Replace("\\", @"\\").Replace("\n", @"\n")}\n# TYPE {name} {type}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    Append(name, labels, point);
                    break;
                case MetricType.LongSum:
                    Append(name, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum:
                    Append(name, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Append(name, labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    Append(name, labels, point.GetGaugeLastValueDouble());
                    break;
                default:
                    throw new NotSupportedException($"{metric.Name}: {metric.MetricType}");
            }
        }
    }

    private void Append(string name, string labels, in MetricPoint point)
    {
        var (count, separator) = (0L, labels.Length == 0 ? "" : ",");
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : bucket.ExplicitBound.ToString(CultureInfo.InvariantCulture);
            Append(name + "_bucket", $"{labels}{separator}le=\"{bound}\"", count);
        }

        Append(name + "_sum", labels, point.GetHistogramSum());
        Append(name + "_count", labels, point.GetHistogramCount());
    }

    private void Append(string name, string labels, double value) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {value}\n");

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n");
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{key}=\"{escaped}\"");
        }

        return text.ToString();
    }
}
