namespace K8sMirror.Bpf.Links;

/// <summary>An immutable snapshot of a network namespace's interfaces.</summary>
public sealed class LinkTable
{
    private readonly Dictionary<int, Link> byIndex;
    private readonly Dictionary<string, Link> byName;
    private readonly Dictionary<string, Link> byAlternativeName;

    /// <summary>Creates it from links; the last one with a name or index wins.</summary>
    public LinkTable(IEnumerable<Link> links)
    {
        byIndex = [];
        byName = new(StringComparer.Ordinal);
        byAlternativeName = new(StringComparer.Ordinal);
        foreach (var link in links)
        {
            byIndex[link.Index] = link;
            byName[link.Name] = link;
            foreach (var name in link.AlternativeNames)
            {
                byAlternativeName[name] = link;
            }
        }
    }

    /// <summary>All links, sorted by name.</summary>
    public IEnumerable<Link> All => byName.Values.OrderBy(l => l.Name, StringComparer.Ordinal);

    /// <summary>The link with this index, or null.</summary>
    public Link? ByIndex(int index) => byIndex.GetValueOrDefault(index);

    /// <summary>The link with this name, or null.</summary>
    public Link? ByName(string name) => byName.GetValueOrDefault(name);

    /// <summary>The link that has this as one of its alternative names, or null.</summary>
    public Link? ByAlternativeName(string name) => byAlternativeName.GetValueOrDefault(name);
}
