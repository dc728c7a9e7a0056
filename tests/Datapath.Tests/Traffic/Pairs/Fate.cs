using K8sMirror.Core.Api;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>What happens to a packet on its way to a target.</summary>
/// <param name="Kind">The outcome.</param>
/// <param name="Chance">What it depends on.</param>
/// <param name="Kept">Bytes kept of each of its frames; 0 for all.</param>
/// <param name="IsWhole">A super-packet arrives as one.</param>
internal readonly record struct Fate(FateKind Kind, Chance Chance = Chance.None, int Kept = 0, bool IsWhole = false)
{
    /// <summary>The frames that the tool gets.</summary>
    public IEnumerable<byte[]> Frames(SentFrame frame)
    {
        var kept = Kept;
        return (IsWhole ? frame.Whole : frame.OnTheWire).Select(f => kept > 0 && kept < f.Length ? f[..kept] : f);
    }
}

/// <summary>The outcome for a packet.</summary>
internal enum FateKind
{
    /// <summary>This direction is not mirrored.</summary>
    NotSeen,

    /// <summary>No filter selects it.</summary>
    NotSelected,

    /// <summary>It is selected, but sampling leaves out its conversation.</summary>
    SampledOut,

    /// <summary>It is selected, and arrives if <see cref="Chance"/> allows.</summary>
    Selected,
}

/// <summary>What cannot be predicted.</summary>
[Flags]
internal enum Chance
{
    /// <summary>It certainly arrives.</summary>
    None = 0,

    /// <summary>A draw: sampling by packet.</summary>
    Draw = 1,

    /// <summary>The time at which it passes: a rate limit.</summary>
    Time = 2,
}
