namespace K8sMirror.NodeAgent.Planning;

/// <summary>Where a hook's copies are made, and why. Pure.</summary>
/// <param name="IsAway">True: on the offload CPUs.</param>
/// <param name="Reason">For people.</param>
internal sealed record CopyingPlace(bool IsAway, string Reason)
{
    /// <summary>
    /// Number of copies from which on a hook is offloaded. Handing over one clone was measured at 1.1 to 1.8 µs, one copy at the hook at 1.3 µs: with two there is little
    /// to win for the other CPU's time, with four the packet's CPU pays a third.
    /// </summary>
    public const int FewestCopies = 4;

    /// <summary>Decides for the edges of a hook.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="clauses">How many mirrors select different packets of the hook; 0: none selects.</param>
    /// <param name="fewest">Number of copies from which on to offload, if not the default.</param>
    public static CopyingPlace Of(IReadOnlyCollection<DesiredEdge> edges, int clauses, int fewest = FewestCopies) =>
        edges.Any(e => e.TargetWindowMs != 0) ? new(false, "a target of it gets each packet once")
        // An offloaded packet is for all targets of the hook, and this one would be for one of them.
        : edges.Any(e => e.Selections.Any(s => s.Balance is not null)) ? new(false, "its mirrors spread conversations")
        : Choose([.. edges.Select(e => e.TargetIsVirtual)], fewest, clauses, edges.Any(e => e.Bound is not null));

    /// <summary>Decides.</summary>
    /// <param name="targets">For each copy, whether it goes to a virtual NIC: its receiving side also runs on the copying CPU, and costs half as much again.</param>
    /// <param name="fewest">Number of copies from which on to offload, if not the default.</param>
    /// <param name="clauses">How many mirrors select different packets of the hook; 0: none selects.</param>
    /// <param name="hasLimits">True if some copies have a rate limit.</param>
    public static CopyingPlace Choose(IReadOnlyCollection<bool> targets, int fewest = FewestCopies, int clauses = 0, bool hasLimits = false)
    {
        if (hasLimits)
        {
            return new(false, "it has a rate limit");
        }
        if (clauses > 1)
        {
            // An offloaded packet is for all targets of the hook.
            return new(false, "its mirrors select different packets");
        }
        var count = targets.Count;
        var copies = count == 1 ? "1 copy" : $"{count} copies";
        var isVirtual = targets.Count(t => t);
        if ((2 * count) + isVirtual >= 2 * fewest)
        {
            return new(true, count >= fewest ? copies : $"{copies}, {isVirtual} of them for virtual NICs");
        }
        return new(false, $"{copies}; worth it from {fewest} on");
    }
}
