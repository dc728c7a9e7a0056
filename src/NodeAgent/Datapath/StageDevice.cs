using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The stage: a veth pair inside the node's namespace. Its sender segments and checksums in software, so that every tool gets frames as on
/// the wire; its receiver runs on another CPU. docs/datapath.md says why each setting is as it is.
/// </summary>
internal sealed class StageDevice : IDisposable
{
    public const string SenderName = "k8sm-in";
    public const string ReceiverName = "k8sm-out";
    public const string Alias = "k8smirror stage";
    private const int LargestMtu = 65535;
    private readonly DatapathOptions options;
    private readonly PinLayout pins;
    private readonly BpfProgram order;
    private readonly LinkControl control = new();
    private readonly LinkReader reader = new();

    private StageDevice(DatapathOptions options, PinLayout pins, BpfProgram order)
    {
        this.options = options;
        this.pins = pins;
        this.order = order;
    }

    /// <summary>Interface index of the sending half.</summary>
    public uint SenderIndex { get; private set; }

    /// <summary>Interface index of the receiving half.</summary>
    public int ReceiverIndex { get; private set; }

    /// <summary>How the receiver runs; see <see cref="DatapathFeatures.StageThread"/>.</summary>
    public string Thread { get; private set; } = "";

    /// <summary>What is second best, and what would mend it.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Finds the stage or makes it.</summary>
    /// <param name="options">How it is to run.</param>
    /// <param name="pins">Where what holds its order is pinned.</param>
    /// <param name="order">See <see cref="StageOrder"/>; the caller's.</param>
    /// <exception cref="KernelException">Refused, or a foreign device has one of the names.</exception>
    public static StageDevice Ensure(DatapathOptions options, PinLayout pins, BpfProgram order)
    {
        var stage = new StageDevice(options, pins, order);
        try
        {
            stage.Restore();
            return stage;
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    /// <summary>True if the device is ours to change or delete.</summary>
    public static bool IsOurs(Link link) => link.Alias.StartsWith("k8smirror", StringComparison.Ordinal);

    /// <summary>Makes the stage again if somebody deleted it, and puts it up if somebody took it down. True if it is another one now.</summary>
    public bool Restore()
    {
        var links = reader.Read();
        var (sender, receiver) = (links.ByName(SenderName), links.ByName(ReceiverName));
        foreach (var taken in new[] { sender, receiver }.Where(l => l is not null && !IsOurs(l)))
        {
            throw new KernelException(Errno.EEXIST, $"make the stage: {taken!.Name} exists and is not ours (its alias does not begin with k8smirror); rename or delete it");
        }
        var isNew = sender is null || receiver is null || sender.LowerIndex != receiver.Index;
        if (isNew)
        {
            foreach (var half in new[] { sender, receiver }.OfType<Link>())
            {
                control.Delete(half.Index);
            }
            (sender, receiver) = control.CreateVeth(new(SenderName, ReceiverName) { Mtu = LargestMtu, Alias = Alias, Queues = 1, Silent = true });
        }
        var isAnother = SenderIndex != sender!.Index || ReceiverIndex != receiver!.Index;
        (SenderIndex, ReceiverIndex) = ((uint)sender.Index, receiver!.Index);
        if (isAnother || !sender.IsUp || !receiver.IsUp)
        {
            Configure();
        }
        else
        {
            // If it has been taken off. What it says is in the warnings since the start.
            _ = StageOrder.Ensure(pins, ReceiverIndex, order);
        }
        return isAnother;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        control.Dispose();
        reader.Dispose();
    }

    private void Configure()
    {
        using var features = new EthtoolFeatures();
        features.Set(SenderName, EthtoolFeature.TcpSegmentation, on: false);
        features.Set(SenderName, EthtoolFeature.GenericSegmentation, on: false);
        features.Set(SenderName, EthtoolFeature.TxChecksum, on: false);
        var merging = KeepFromMerging();
        // The sender last: of a veth pair, the half that comes up second can send at once, the first one a moment later.
        control.SetUp(ReceiverIndex, up: true);
        control.SetUp((int)SenderIndex, up: true);
        // Only after it is up does GRO give a veth its NAPI context.
        features.Set(ReceiverName, EthtoolFeature.GenericReceive, on: true);
        var unordered = StageOrder.Ensure(pins, ReceiverIndex, order);
        (Thread, var second) = StageThread.Start(reader.Read().ByIndex(ReceiverIndex)!, options);
        Warnings = [.. unordered, .. unordered.Count > 0 ? merging : [], .. second];
    }

    /// <summary>For a stage that GRO does not leave alone, if only until the next pass.</summary>
    private string[] KeepFromMerging()
    {
        try
        {
            control.SetGroMaxSize(ReceiverIndex, 1);
            return [];
        }
        catch (KernelException e)
        {
            return [$"frames may be merged again on the stage ({e.Message}): Linux 5.19 has gro_max_size"];
        }
    }
}
