namespace K8sMirror.Bench;

/// <summary>How long something took, in milliseconds.</summary>
/// <param name="What">The event.</param>
/// <param name="Samples">Each time, in order.</param>
internal sealed record LifeRow(string What, IReadOnlyList<double> Samples)
{
    public double Median => Samples.Median();

    /// <summary>95th percentile.</summary>
    public double P95 => Samples.Order().ElementAt((int)Math.Ceiling(Samples.Count * 0.95) - 1);

    public double Longest => Samples.Max();
}
