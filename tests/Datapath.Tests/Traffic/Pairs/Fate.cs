using K8sMirror.Core.Api;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>What becomes of a packet on its way to a target.</summary>
/// <param name="Kind">Where it ends.</param>
/// <param name="Chance">On what it depends.</param>
/// <param name="Kept">Bytes that are kept of each of its frames; 0: all.</param>
/// <param name="IsWhole">A super-packet arrives as one.</param>
internal readonly record struct Fate(FateKind Kind, Chance Chance = Chance.None, int Kept = 0, bool IsWhole = false)
{
    /// <summary>What the tool gets of it.</summary>
    public IEnumerable<byte[]> Frames(SentFrame frame)
    {
        var kept = Kept;
        return (IsWhole ? frame.Whole : frame.OnTheWire).Select(f => kept > 0 && kept < f.Length ? f[..kept] : f);
    }
}

/// <summary>Where a packet ends.</summary>
internal enum FateKind
{
    /// <summary>Nobody mirrors this direction.</summary>
    NotSeen,

    /// <summary>No filter selects it.</summary>
    NotSelected,

    /// <summary>It is selected, and of a conversation that sampling leaves out.</summary>
    SampledOut,

    /// <summary>It is selected, and arrives if <see cref="Chance"/> allows.</summary>
    Selected,
}

/// <summary>What cannot be told beforehand.</summary>
[Flags]
internal enum Chance
{
    /// <summary>It arrives for certain.</summary>
    None = 0,

    /// <summary>A draw: sampling by packet.</summary>
    Draw = 1,

    /// <summary>The time at which it comes by: a rate limit.</summary>
    Time = 2,
}
