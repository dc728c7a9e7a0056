namespace K8sMirror.Plugin.Rates;

/// <summary>What a line of <c>top</c> shows.</summary>
internal enum RateGrouping
{
    /// <summary>One copy: source, direction and target.</summary>
    Copy,

    /// <summary>One pod that is copied from, over both directions and all targets.</summary>
    Pod,
}
