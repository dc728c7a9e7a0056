namespace K8sMirror.Core.Planning;

/// <summary>
/// A graph of hooks that refuses edges which close a cycle. Carried arcs are facts and are never refused. Edges grouped by their source hook cost one walk per
/// group, not per edge.
/// </summary>
public sealed class LoopGraph
{
    private readonly Dictionary<Hook, int> numbers = [];
    private readonly List<Hook> hooks = [];
    private readonly List<List<(int To, string? Mirror)>> next = [];
    private readonly List<List<int>> previous = [];
    private readonly HashSet<(int From, int To)> arcs = [];
    private readonly List<(int From, int To)> history = [];
    private readonly HashSet<int> leadingTo = [];
    private int leadingToHook = -1;

    /// <summary>Adds a carried arc.</summary>
    public void AddCarry(CarryArc arc)
    {
        leadingToHook = -1;
        AddArc(NumberOf(arc.From), NumberOf(arc.To), null);
    }

    /// <summary>Adds the edge unless it closes a cycle.</summary>
    /// <returns>Null if it was added or already existed, else the refusal with the shortest cycle.</returns>
    public LoopRefusal? TryAdd(LoopEdge edge)
    {
        var from = NumberOf(edge.From);
        var to = NumberOf(edge.To);
        if (from == to || IsLeadingTo(to, from))
        {
            var first = new LoopStep(edge.From, edge.To, edge.Mirror);
            return new(edge, from == to ? [first] : [first, .. ShortestWay(to, from)]);
        }
        // The new arc does not change what leads to this source, because it does not lead back: the walk's result stays valid.
        AddArc(from, to, edge.Mirror);
        return null;
    }

    /// <summary>A mark for <see cref="RollBack"/>.</summary>
    internal int Mark() => history.Count;

    /// <summary>Removes every arc that was added since the mark.</summary>
    internal void RollBack(int mark)
    {
        leadingToHook = -1;
        for (var i = history.Count - 1; i >= mark; i--)
        {
            var (from, to) = history[i];
            arcs.Remove((from, to));
            next[from].RemoveAt(next[from].Count - 1);
            previous[to].RemoveAt(previous[to].Count - 1);
        }
        history.RemoveRange(mark, history.Count - mark);
    }

    private int NumberOf(Hook hook)
    {
        if (!numbers.TryGetValue(hook, out var number))
        {
            number = numbers[hook] = hooks.Count;
            hooks.Add(hook);
            next.Add([]);
            previous.Add([]);
        }
        return number;
    }

    private void AddArc(int from, int to, string? mirror)
    {
        if (arcs.Add((from, to)))
        {
            next[from].Add((to, mirror));
            previous[to].Add(from);
            history.Add((from, to));
        }
    }

    private bool IsLeadingTo(int candidate, int hook)
    {
        if (leadingToHook != hook)
        {
            leadingTo.Clear();
            leadingToHook = hook;
            var open = new Stack<int>([hook]);
            while (open.TryPop(out var at))
            {
                foreach (var before in previous[at])
                {
                    if (leadingTo.Add(before))
                    {
                        open.Push(before);
                    }
                }
            }
        }
        return leadingTo.Contains(candidate);
    }

    private List<LoopStep> ShortestWay(int from, int to)
    {
        var cameBy = new Dictionary<int, (int From, string? Mirror)>();
        var open = new Queue<int>([from]);
        while (!cameBy.ContainsKey(to))
        {
            var at = open.Dequeue();
            foreach (var (step, mirror) in next[at])
            {
                if (cameBy.TryAdd(step, (at, mirror)))
                {
                    open.Enqueue(step);
                }
            }
        }
        var way = new List<LoopStep>();
        for (var at = to; at != from || way.Count == 0; at = cameBy[at].From)
        {
            way.Add(new(hooks[cameBy[at].From], hooks[at], cameBy[at].Mirror));
        }
        way.Reverse();
        return way;
    }
}
