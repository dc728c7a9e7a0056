namespace K8sMirror.E2E.Chart;

/// <summary>A value of the chart that values.yaml explains.</summary>
/// <param name="Path">Names from the top, separated by dots.</param>
/// <param name="Default">As YAML in one line; empty for a group whose members have their own rows.</param>
/// <param name="Meaning">The comment above it, in one line.</param>
internal sealed record ChartValue(string Path, string Default, string Meaning);
