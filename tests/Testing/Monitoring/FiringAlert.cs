namespace K8sMirror.Testing.Monitoring;

/// <summary>A firing alert of Prometheus.</summary>
/// <param name="Name">The alert's name.</param>
/// <param name="Labels">Labels of the alert and of its object.</param>
/// <param name="Texts">Annotations, with values filled in.</param>
public sealed record FiringAlert(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Texts)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}{{{string.Join(", ", Labels.Where(l => l.Key != "alertname").Select(l => $"{l.Key}={l.Value}"))}}}";
}
