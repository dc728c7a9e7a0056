namespace K8sMirror.Core.Api;

/// <summary>Numbers of a node's sessions, or of their edges, by state.</summary>
public sealed record ProgrammedCounts
{
    /// <summary>All in the spec.</summary>
    public int Desired { get; init; }

    /// <summary>Those that are programmed.</summary>
    public int Programmed { get; init; }

    /// <summary>Those that cannot be programmed; the others wait.</summary>
    public int Failed { get; init; }

    /// <summary>Counts states.</summary>
    public static ProgrammedCounts Of(IEnumerable<ProgrammedState> states)
    {
        var all = states.ToList();
        return new() { Desired = all.Count, Programmed = all.Count(s => s == ProgrammedState.Programmed), Failed = all.Count(s => s == ProgrammedState.Failed) };
    }
}
