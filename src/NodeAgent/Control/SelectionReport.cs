using K8sMirror.Core.Api;
using K8sMirror.Core.Rendering;

namespace K8sMirror.NodeAgent.Control;

/// <summary>What one mirror selects and how much of it is sent; mirrors that send every packet whole to every target have none.</summary>
/// <param name="Mirror">Its name.</param>
/// <param name="Text">All of it in short.</param>
internal sealed record SelectionReport(string Mirror, string Text)
{
    /// <summary>How many rules its filter has; null if it has no filter.</summary>
    public int? FilterRules { get; init; }

    /// <summary>Which share of what the filter accepts; null if all.</summary>
    public MirrorSampling? Sampling { get; init; }

    /// <summary>Bytes that are kept of each copy; null if all.</summary>
    public int? SnapLength { get; init; }

    /// <summary>How much is sent to one target at most; null if there is no bound.</summary>
    public MirrorRateLimit? RateLimit { get; init; }

    /// <summary>Label of the copies; null if they have none.</summary>
    public SourceTag? SourceTag { get; init; }

    /// <summary>Which of the targets get a packet; null if all.</summary>
    public MirrorDistribution? Distribution { get; init; }

    /// <summary>Those of the sessions that do not send every packet whole to every target, in their order.</summary>
    public static IReadOnlyList<SelectionReport> Of(NodeMirrorSpec spec) =>
    [
        .. spec.Sessions
            .Select(s => new SelectionReport(s.Mirror, SelectionText.Short(s))
            {
                FilterRules = s.Filter?.Rules.Count,
                Sampling = s.Sampling,
                SnapLength = s.SnapLength == 0 ? null : s.SnapLength,
                RateLimit = s.RateLimit,
                SourceTag = s.SourceTag,
                Distribution = s.Distribution == MirrorDistribution.Replicate ? null : s.Distribution,
            })
            .Where(s => s.Text.Length > 0),
    ];
}
