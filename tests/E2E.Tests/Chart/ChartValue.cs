namespace K8sMirror.E2E.Chart;

/// <summary>A value of the chart that its values.yaml explains.</summary>
/// <param name="Path">Names from the top, with dots between them.</param>
/// <param name="Default">As it would stand in YAML, in one line; empty for a group whose members have rows of their own.</param>
/// <param name="Meaning">The comment above it, in one line.</param>
internal sealed record ChartValue(string Path, string Default, string Meaning);
