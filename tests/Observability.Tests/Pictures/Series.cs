namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>One line of a chart.</summary>
/// <param name="Name">As the legend has it.</param>
/// <param name="Points">Seconds since 1970, and value; gaps are left out.</param>
internal sealed record Series(string Name, IReadOnlyList<(double At, double Value)> Points);
