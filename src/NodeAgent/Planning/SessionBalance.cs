using K8sMirror.Core.Api;
using K8sMirror.Core.Balancing;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>How one mirror spreads conversations over its targets at one NIC.</summary>
/// <param name="Mirror">The mirror, distinguished from one of the same name that was before it.</param>
/// <param name="Targets">In the order of their ordinals, available or not.</param>
public sealed record SessionBalance(string Mirror, IReadOnlyList<SpreadTarget> Targets)
{
    /// <summary>Ordinals of the targets to which copies from the NIC may be sent, as a mask; the others were refused, until the configuration changes.</summary>
    public ulong Able { get; init; } = ulong.MaxValue;

    /// <summary>Ordinals of the targets that copies reach now, as a mask.</summary>
    public ulong Healthy { get; init; } = ulong.MaxValue;

    /// <summary>Index of its table in the kernel; 0: none yet.</summary>
    public uint Place { get; init; }

    /// <summary>For a session; null if each of its targets gets every packet, as a single one does.</summary>
    public static SessionBalance? Of(MirrorSession session)
    {
        if (session.Distribution != MirrorDistribution.FlowHash || session.Targets.Select(t => t.Id).Distinct(StringComparer.Ordinal).Count() < 2)
        {
            return null;
        }
        var byName = session.Targets.DistinctBy(NameOf, StringComparer.Ordinal).ToDictionary(NameOf, StringComparer.Ordinal);
        return new(
            $"{session.Mirror}\n{session.MirrorRef.Uid}",
            [
                .. BalanceTable.Order(byName.Values.Select(t => new BalanceTarget(NameOf(t), Math.Max(1, t.Weight))))
                    .Select(t => new SpreadTarget(t.Name, byName[t.Name].Id, t.Weight)),
            ]);
    }

    private static string NameOf(MirrorTarget target) => target.Name.Length > 0 ? target.Name : target.Id;
}
