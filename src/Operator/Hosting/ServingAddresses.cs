using K8sMirror.Serving;

namespace K8sMirror.Operator.Hosting;

/// <summary>Where the operator listens.</summary>
/// <param name="Metrics">Address of the metrics.</param>
/// <param name="Health">Address of the probes.</param>
internal sealed record ServingAddresses(ServingAddress Metrics, ServingAddress Health)
{
    /// <summary>Reads the options.</summary>
    /// <exception cref="ArgumentException">One of them is not an address.</exception>
    public static ServingAddresses Of(OperatorOptions options)
    {
        var metrics = Parse(options.MetricsAddress);
        return new(metrics, options.HealthAddress is { } health ? Parse(health) : metrics.Beside());
    }

    private static ServingAddress Parse(string text) =>
        ServingAddress.Parse(text) ?? throw new ArgumentException($"'{text}' is not {ServingAddress.Expected}", nameof(text));
}
