using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The cutter: a veth pair inside the node's namespace. Its sender has no offloads, so the kernel segments and checksums what enters it;
/// its receiver has no NAPI, so frames come out on the same CPU. Every setting is compared, and mended, at every pass.
/// </summary>
internal sealed class CutterDevice : IDisposable
{
    /// <summary>
    /// What makes a device ours. Not the alias that ABI v1 looks for: an agent of that version finds its names taken, and ends with a word
    /// instead of copying everything a second time.
    /// </summary>
    private const string AliasStart = "K8sMirror cutter";
    private const string InAlias = AliasStart + " in";
    private const string OutAlias = AliasStart + " out";
    private const int LargestMtu = 65535;
    private const int FewestImprobable = 1 << 28;
    private static readonly EthtoolFeature[] Offloads = [EthtoolFeature.TcpSegmentation, EthtoolFeature.GenericSegmentation, EthtoolFeature.TxChecksum];
    private readonly LinkControl control = new();
    private readonly LinkReader reader = new();
    private readonly EthtoolFeatures features = new();

    /// <summary>Interface index of the sending half.</summary>
    public int SenderIndex { get; private set; }

    /// <summary>Interface index of the receiving half.</summary>
    public int ReceiverIndex { get; private set; }

    /// <summary>True if the device is ours to change or delete.</summary>
    public static bool IsOurs(Link link) => link.Alias.StartsWith(AliasStart, StringComparison.Ordinal);

    /// <summary>Makes the cutter if it is not there, and mends what somebody changed.</summary>
    /// <param name="known">Index of the sender as the maps have it: it is ours even if somebody took its alias away; 0: not known.</param>
    /// <exception cref="KernelException">Refused, or a foreign device has one of the names.</exception>
    public void Restore(uint known)
    {
        var links = reader.Read();
        var sender = Find(links, InAlias) ?? (links.ByIndex((int)known) is { Kind: "veth" } nameless ? nameless : null);
        var receiver = Find(links, OutAlias) ?? (sender is null ? null : links.ByIndex(sender.LowerIndex));
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
        // ABI v1's stage has the names for as long as its last frames take.
        var isTaken = new[] { CutterDevices.In, CutterDevices.Out }.Select(links.ByName).OfType<Link>().ToList();
        if (isTaken.Find(l => !FormerDatapath.IsStage(l)) is { } foreign)
        {
            throw new KernelException(
                Errno.EEXIST, $"make the cutter: {foreign.Name} exists and is not ours (its alias does not begin with '{AliasStart}'); rename or delete it");
        }
        var suffix = isTaken.Count > 0 ? CutterDevices.Successor : "";
        // Indexes that no other NIC gets by counting up: what is left of our programs must never meet another device behind them.
        var index = FewestImprobable + (int)(Unguessable.Number() % (int.MaxValue - 1 - FewestImprobable));
        var (sender, receiver) = control.CreateVeth(new(CutterDevices.In + suffix, CutterDevices.Out + suffix)
        {
            Mtu = LargestMtu,
            Queues = 1,
            Silent = true,
            Index = index,
            PeerIndex = index + 1,
        });
        control.SetAlias(sender.Index, InAlias);
        control.SetAlias(receiver.Index, OutAlias);
        return (sender with { Alias = InAlias }, receiver with { Alias = OutAlias });
    }

    private void Configure(Link sender, Link receiver)
    {
        foreach (var offload in Offloads.Where(o => features.Get(sender.Name, o)))
        {
            features.Set(sender.Name, offload, on: false);
        }
        if (features.Get(receiver.Name, EthtoolFeature.GenericReceive))
        {
            // It would merge again what has just been cut.
            features.Set(receiver.Name, EthtoolFeature.GenericReceive, on: false);
        }
        // The sender last: of a veth pair, the half that comes up second can send at once, the first one a moment later.
        foreach (var (half, alias) in new[] { (receiver, OutAlias), (sender, InAlias) })
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
        if (sender.Name.EndsWith(CutterDevices.Successor, StringComparison.Ordinal) && reader.Read().ByName(CutterDevices.In) is null)
        {
            TakeName(receiver, CutterDevices.Out);
            TakeName(sender, CutterDevices.In);
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
            // Before Linux 6.2 a NIC that is up keeps its name.
        }
    }
}
