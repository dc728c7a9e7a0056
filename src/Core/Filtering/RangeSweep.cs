namespace K8sMirror.Core.Filtering;

/// <summary>
/// Splits a number line at every point where a rule starts or stops to match, and finds the rows in between, for the source and for the destination. One pass
/// over the sorted points, however the ranges overlap.
/// </summary>
internal sealed class RangeSweep(RowStore rows)
{
    private readonly List<Event> events = [];
    private readonly ulong[][] current = [rows.New(), rows.New()];

    private readonly record struct Event(UInt128 At, int Role, int Bit, int Change);

    /// <summary>Adds a rule that accepts any number, for the source (0) or the destination (1).</summary>
    public void AddAny(int role, int bit) => RowStore.Set(current[role], bit, true);

    /// <summary>Adds a rule that accepts numbers from first to last.</summary>
    public void Add(int role, int bit, UInt128 first, UInt128 last)
    {
        events.Add(new(first, role, bit, 1));
        if (last != UInt128.MaxValue)
        {
            events.Add(new(last + 1, role, bit, -1));
        }
    }

    /// <summary>Rows from each point to the next, sorted; the first starts at 0.</summary>
    public List<AddressRange> Run()
    {
        var depth = new Dictionary<(int Role, int Bit), int>();
        var result = new List<AddressRange> { new(0, Rows()) };
        events.Sort((a, b) => a.At.CompareTo(b.At));
        for (var i = 0; i < events.Count;)
        {
            var at = events[i].At;
            var touched = new HashSet<(int Role, int Bit)>();
            for (; i < events.Count && events[i].At == at; i++)
            {
                var key = (events[i].Role, events[i].Bit);
                depth[key] = depth.GetValueOrDefault(key) + events[i].Change;
                touched.Add(key);
            }
            foreach (var (role, bit) in touched)
            {
                RowStore.Set(current[role], bit, depth[(role, bit)] > 0);
            }
            var pair = Rows();
            if (at == 0)
            {
                result[0] = new(0, pair);
            }
            else if (pair != result[^1].Rows)
            {
                result.Add(new(at, pair));
            }
        }
        return result;
    }

    private ulong Rows() => FilterLayout.Pack(rows.Number(current[0]), rows.Number(current[1]));
}
