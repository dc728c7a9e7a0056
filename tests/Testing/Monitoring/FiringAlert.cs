namespace K8sMirror.Testing.Monitoring;

/// <summary>An alert that Prometheus says fires.</summary>
/// <param name="Name">The alert's name.</param>
/// <param name="Labels">Labels of the alert and of what it is about.</param>
/// <param name="Texts">Annotations, filled in.</param>
public sealed record FiringAlert(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Texts)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}{{{string.Join(", ", Labels.Where(l => l.Key != "alertname").Select(l => $"{l.Key}={l.Value}"))}}}";
}
