namespace K8sMirror.Core.Filtering;

/// <summary>All existing AddressSets at one moment, by name.</summary>
public sealed record PrefixSets(IReadOnlyDictionary<string, PrefixSet> ByName)
{
    /// <summary>No AddressSets.</summary>
    public static PrefixSets None { get; } = new(new Dictionary<string, PrefixSet>());

    /// <summary>The set of this name; null if it does not exist, so that rules that name it match nothing.</summary>
    public PrefixSet? Find(string name) => ByName.GetValueOrDefault(name);
}
