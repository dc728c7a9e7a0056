namespace K8sMirror.Core.Api;

/// <summary>How many of a node's sessions, or of their edges, are how far.</summary>
public sealed record ProgrammedCounts
{
    /// <summary>All that the node is asked for.</summary>
    public int Desired { get; init; }

    /// <summary>Those of which packets are copied.</summary>
    public int Programmed { get; init; }

    /// <summary>Those that cannot be programmed; the others wait.</summary>
    public int Failed { get; init; }

    /// <summary>Counts.</summary>
    public static ProgrammedCounts Of(IEnumerable<ProgrammedState> states)
    {
        var all = states.ToList();
        return new() { Desired = all.Count, Programmed = all.Count(s => s == ProgrammedState.Programmed), Failed = all.Count(s => s == ProgrammedState.Failed) };
    }
}
