using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Devices;

/// <summary>
/// Our veth pair inside the node's namespace. Its receiver has no NAPI: frames come out through a CPU's backlog, in order. Every
/// setting is checked, and repaired, in every pass.
/// </summary>
internal abstract class PairDevice(PairTraits traits) : IDisposable
{
    private const int LargestMtu = 65535;
    private const int FewestImprobable = 1 << 28;
    private readonly LinkControl control = new();
    private readonly LinkReader reader = new();
    private readonly EthtoolFeatures features = new();

    /// <summary>What it is.</summary>
    public PairTraits Traits => traits;

    /// <summary>Interface index of the sending half.</summary>
    public int SenderIndex { get; private set; }

    /// <summary>Interface index of the receiving half.</summary>
    public int ReceiverIndex { get; private set; }

    /// <summary>True if the device is ours to change or delete.</summary>
    public static bool IsOurs(Link link) => new[] { CutterDevice.Pair, OffloadDevice.Pair }.Any(p => link.Alias.StartsWith(p.AliasStart, StringComparison.Ordinal));

    /// <summary>Creates the pair if it is not there, and repairs what somebody changed.</summary>
    /// <param name="known">Index of the sender as the maps have it: it is ours even if somebody removed its alias; 0: unknown.</param>
    /// <exception cref="KernelException">Refused, or a foreign device has one of the names.</exception>
    public void Restore(uint known)
    {
        var links = reader.Read();
        var sender = Find(links, traits.InAlias) ?? (links.ByIndex((int)known) is { Kind: "veth" } nameless ? nameless : null);
        var receiver = Find(links, traits.OutAlias) ?? (sender is null ? null : links.ByIndex(sender.LowerIndex));
        if (sender is null || receiver is null || sender.LowerIndex != receiver.Index)
        {
            foreach (var half in new[] { sender, receiver }.OfType<Link>())
            {
                control.Delete(half.Index);
            }
            (sender, receiver) = Create(reader.Read());
        }
        (SenderIndex, ReceiverIndex) = (sender.Index, receiver.Index);
        Configure(sender, receiver);
    }

    /// <summary>Looks for it, without creating or repairing it.</summary>
    public bool Find()
    {
        var links = reader.Read();
        (SenderIndex, ReceiverIndex) = (Find(links, traits.InAlias)?.Index ?? 0, Find(links, traits.OutAlias)?.Index ?? 0);
        return SenderIndex != 0 || ReceiverIndex != 0;
    }

    /// <summary>Deletes what <see cref="Find()"/> found.</summary>
    public void Remove() => control.Delete(SenderIndex != 0 ? SenderIndex : ReceiverIndex);

    /// <inheritdoc/>
    public void Dispose()
    {
        control.Dispose();
        reader.Dispose();
        features.Dispose();
    }

    private static Link? Find(LinkTable links, string alias) => links.All.FirstOrDefault(l => l.Alias == alias && l.Kind == "veth");

    private (Link Sender, Link Receiver) Create(LinkTable links)
    {
        // ABI v1's stage keeps the names until its last frames have left.
        var isTaken = new[] { traits.In, traits.Out }.Select(links.ByName).OfType<Link>().ToList();
        if (isTaken.Find(l => !FormerStage.IsHalf(l)) is { } foreign)
        {
            throw new KernelException(
                Errno.EEXIST, $"make the {traits.Purpose}: {foreign.Name} exists and is not ours (its alias does not begin with '{traits.AliasStart}'); rename or delete it");
        }
        var suffix = isTaken.Count > 0 ? CutterDevices.Successor : "";
        // Indexes that no other NIC gets by counting up, so that leftover programs never find another device there.
        var index = FewestImprobable + (int)(Unguessable.Number() % (int.MaxValue - 1 - FewestImprobable));
        var (sender, receiver) = control.CreateVeth(new(traits.In + suffix, traits.Out + suffix)
        {
            Mtu = LargestMtu,
            Queues = 1,
            Silent = true,
            Index = index,
            PeerIndex = index + 1,
        });
        control.SetAlias(sender.Index, traits.InAlias);
        control.SetAlias(receiver.Index, traits.OutAlias);
        return (sender with { Alias = traits.InAlias }, receiver with { Alias = traits.OutAlias });
    }

    private void Configure(Link sender, Link receiver)
    {
        foreach (var offload in traits.Offloads.Where(o => features.Get(sender.Name, o) != traits.HasOffloads))
        {
            features.Set(sender.Name, offload, traits.HasOffloads);
        }
        if (features.Get(receiver.Name, EthtoolFeature.GenericReceive))
        {
            // It would merge again what has just been cut, and use NAPI, which may run elsewhere.
            features.Set(receiver.Name, EthtoolFeature.GenericReceive, on: false);
        }
        // The sender last: of a veth pair, the half that comes up second can send at once, the first one a moment later.
        foreach (var (half, alias) in new[] { (receiver, traits.OutAlias), (sender, traits.InAlias) })
        {
            if (half.Alias != alias)
            {
                control.SetAlias(half.Index, alias);
            }
            if (half.Mtu != LargestMtu)
            {
                control.SetMtu(half.Index, LargestMtu);
            }
            if (!half.IsUp)
            {
                control.SetUp(half.Index, up: true);
            }
        }
        if (sender.Name.EndsWith(CutterDevices.Successor, StringComparison.Ordinal) && reader.Read().ByName(traits.In) is null)
        {
            TakeName(receiver, traits.Out);
            TakeName(sender, traits.In);
        }
    }

    private void TakeName(Link half, string name)
    {
        try
        {
            control.Rename(half.Index, name);
        }
        catch (KernelException e) when (e.Errno is Errno.EBUSY or Errno.EEXIST)
        {
            // Before Linux 6.2 a NIC that is up cannot be renamed.
        }
    }
}
