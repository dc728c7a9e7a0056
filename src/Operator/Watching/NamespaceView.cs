using System.Collections.Immutable;
using K8sMirror.Cluster.Reading;

namespace K8sMirror.Operator.Watching;

/// <summary>The labels of all namespaces, as planning takes them.</summary>
/// <param name="Seen">What they were read from.</param>
/// <param name="Labels">Labels by the namespace's name.</param>
internal sealed record NamespaceView(
    ImmutableDictionary<string, Watched<NamespaceLabels>> Seen, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Labels)
{
    /// <summary>Of no namespaces.</summary>
    public static NamespaceView Empty { get; } =
        new(ImmutableDictionary<string, Watched<NamespaceLabels>>.Empty, new Dictionary<string, IReadOnlyDictionary<string, string>>());

    /// <summary>The current view; its <see cref="Labels"/> are the same instance if they are equal.</summary>
    public NamespaceView Follow(ImmutableDictionary<string, Watched<NamespaceLabels>> now)
    {
        if (ReferenceEquals(now, Seen))
        {
            return this;
        }

        var isSame = now.Count == Labels.Count
            && now.Values.All(item => Labels.TryGetValue(item.Name, out var labels) && LabelReader.AreSame(labels, item.Value.Labels));
        return new(now, isSame ? Labels : now.Values.ToDictionary(item => item.Name, item => item.Value.Labels, StringComparer.Ordinal));
    }
}
