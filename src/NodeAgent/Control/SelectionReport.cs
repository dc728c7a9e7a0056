using K8sMirror.Core.Api;
using K8sMirror.Core.Rendering;

namespace K8sMirror.NodeAgent.Control;

/// <summary>What one mirror selects and how much of it is sent: its treatment, with the number of rules instead of the filter.</summary>
/// <param name="Mirror">Its name.</param>
/// <param name="Text">All of it in short.</param>
internal sealed record SelectionReport(string Mirror, string Text) : MirrorTreatment
{
    /// <summary>Its name.</summary>
    public string Mirror { get; } = Mirror ?? "";

    /// <summary>All of it in short.</summary>
    public string Text { get; } = Text ?? "";

    /// <summary>How many rules its filter has; null if it has no filter.</summary>
    public int? FilterRules { get; init; }

    /// <summary>Those of the sessions that do not send every packet whole to every target, in their order.</summary>
    public static IReadOnlyList<SelectionReport> Of(NodeMirrorSpec spec) =>
    [
        .. spec.Sessions
            .Select(s => s.AppliedTo(new SelectionReport(s.Mirror, SelectionText.Short(s))) with { Filter = null, FilterRules = s.Filter?.Rules.Count })
            .Where(s => s.Text.Length > 0),
    ];
}
