namespace K8sMirror.Core.Filtering;

/// <summary>All AddressSets that exist, at one moment, by name.</summary>
public sealed record PrefixSets(IReadOnlyDictionary<string, PrefixSet> ByName)
{
    /// <summary>There is none.</summary>
    public static PrefixSets None { get; } = new(new Dictionary<string, PrefixSet>());

    /// <summary>The set of this name; null means there is none, and rules that name it match nothing.</summary>
    public PrefixSet? Find(string name) => ByName.GetValueOrDefault(name);
}
