using K8sMirror.Testing.Monitoring;

namespace K8sMirror.E2E.Faults;

/// <summary>An alert that a fault raises.</summary>
/// <param name="Name">Its name, without <c>K8sMirror</c>.</param>
/// <param name="Labels">Labels that identify place and object: <c>node=node-1</c>.</param>
internal sealed record ExpectedAlert(string Name, params IReadOnlyList<string> Labels)
{
    /// <summary>Whether this alert is the expected one.</summary>
    public bool Is(FiringAlert alert) => alert.Name == "K8sMirror" + Name
        && Labels.Select(label => label.Split('=')).All(label => alert.Labels.GetValueOrDefault(label[0]) == label[1]);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}{{{string.Join(", ", Labels)}}}";
}
