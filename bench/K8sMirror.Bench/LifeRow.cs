namespace K8sMirror.Bench;

/// <summary>How long something took, in milliseconds.</summary>
/// <param name="What">What was waited for.</param>
/// <param name="Samples">Each time, in order.</param>
internal sealed record LifeRow(string What, IReadOnlyList<double> Samples)
{
    public double Median => Samples.Median();

    /// <summary>95 of 100 were no longer.</summary>
    public double P95 => Samples.Order().ElementAt((int)Math.Ceiling(Samples.Count * 0.95) - 1);

    public double Longest => Samples.Max();
}
