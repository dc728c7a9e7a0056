using System.Globalization;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;

namespace K8sMirror.NodeAgent.Datapath.Programs;

/// <summary>The programs' configuration: deadline, cutter, budget, marks.</summary>
internal sealed class ConfigKeeper(DatapathMaps maps, DatapathOptions options)
{
    private const string BacklogFile = "/proc/sys/net/core/netdev_max_backlog";
    private const int UsualBacklog = 1000;

    /// <summary>The share of a CPU's backlog that the cutter may fill; the rest is for production's virtual NICs, which queue there too.</summary>
    private const int BacklogShare = 2;

    /// <summary>In quarters, the share of an offload CPU's backlog that may be in use.</summary>
    private const int OffloadQuarters = 3;

    /// <summary>Index of the cutter's sender as the programs know it; 0: none yet.</summary>
    public uint CutterIndex => maps.Config.Lookup(0).CutterIfIndex;

    /// <summary>The same for the pair to the offload CPUs; 0: none.</summary>
    public uint OffloadIndex => maps.Config.Lookup(0).OffloadIfIndex;

    /// <summary>The mark of copies to tunnels; 0: no such target.</summary>
    public uint TunnelMark => maps.Config.Lookup(0).TunnelMark;

    /// <summary>The mark of packets that get an Ethernet header; 0: no such source.</summary>
    public uint BareMark => maps.Config.Lookup(0).BareMark;

    /// <summary>
    /// Writes all of it except the deadline. An agent that has just started does not know yet what is wanted, and must not keep
    /// alive what an earlier agent left, least of all by restarting again and again.
    /// </summary>
    public void Place(int cutterIndex, int offloadIndex, bool hasTunnels, bool hasBare)
    {
        var now = maps.Config.Lookup(0);
        var backlog = Backlog();
        var next = now with
        {
            CutterIfIndex = (uint)cutterIndex,
            CutterLimit = Math.Min(backlog / BacklogShare, AbiLimits.CutSelections),
            Charge = CpuBudget.ChargeOf(options.CpuBudget),
            TunnelMark = !hasTunnels ? 0 : now.TunnelMark != 0 ? now.TunnelMark : RandomMark(),
            BareMark = !hasBare ? 0 : now.BareMark != 0 ? now.BareMark : RandomMark(),
            OffloadIfIndex = (uint)offloadIndex,
            OffloadLimit = backlog * OffloadQuarters / 4,
        };
        if (next != now)
        {
            maps.Config.Update(0, next);
        }
    }

    /// <summary>Tells the programs which devices are ifbs.</summary>
    public void PlaceShapers(IReadOnlyCollection<int> indexes)
    {
        var known = maps.Shapers.Keys();
        foreach (var gone in known.Where(k => !indexes.Contains((int)k)))
        {
            maps.Shapers.Delete(gone);
        }
        foreach (var index in indexes.Where(i => !known.Contains((uint)i)))
        {
            maps.Shapers.Update((uint)index, 0);
        }
    }

    /// <summary>Tells the programs which CPUs are offload CPUs; null means none.</summary>
    public void PlaceOffloadCpus(CpuList? cpus)
    {
        for (var i = 0; i < AbiLimits.CpuWords; i++)
        {
            var word = cpus?.Word(i) ?? 0;
            if (maps.OffloadCpus.Lookup((uint)i) != word)
            {
                maps.OffloadCpus.Update((uint)i, word);
            }
        }
    }

    /// <summary>The desired state is known: copy until this deadline, or a later one that was set before.</summary>
    public void Permit(ulong deadlineNs)
    {
        var config = maps.Config.Lookup(0);
        if (config.DeadlineNs < deadlineNs)
        {
            maps.Config.Update(0, config with { DeadlineNs = deadlineNs });
        }
    }

    /// <summary>Sets the deadline, whatever it was.</summary>
    public void Renew(ulong deadlineNs) => maps.Config.Update(0, maps.Config.Lookup(0) with { DeadlineNs = deadlineNs });

    private static uint Backlog()
    {
        try
        {
            return uint.Parse(File.ReadAllText(BacklogFile), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Only the first network namespace shows it.
            return UsualBacklog;
        }
    }

    // A new one at each boot, so that nobody can mark packets to exclude them from a mirror.
    private static uint RandomMark()
    {
        uint mark;
        do
        {
            mark = (uint)Unguessable.Number() & AbiLimits.MarkFreeBits;
        }
        while (mark == 0);
        return mark;
    }
}
