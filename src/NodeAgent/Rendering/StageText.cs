using System.Globalization;
using K8sMirror.NodeAgent.Control;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>The stage for people, in a line.</summary>
internal static class StageText
{
    /// <summary>The line.</summary>
    public static string Render(StageReport stage) => string.Create(
        CultureInfo.InvariantCulture,
        $"on the stage now: {stage.InFlight} of {stage.CreditLimit} copies{(stage.CreditLost != 0 ? $"; {stage.CreditLost} were lost on it" : "")}\n");
}
