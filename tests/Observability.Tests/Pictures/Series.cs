namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Seconds since 1970, and value, without gaps.</param>
internal sealed record Series(string Name, IReadOnlyList<(double At, double Value)> Points);
