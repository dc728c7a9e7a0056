using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Datapath.Devices;

/// <summary>Properties of one of our veth pairs.</summary>
/// <param name="Purpose">A word for messages.</param>
/// <param name="In">Name of the sending half.</param>
/// <param name="Out">Name of the receiving half.</param>
/// <param name="LinkPrefix">Of the pins of its links.</param>
/// <param name="Offloads">The sender's that are compared at each pass.</param>
/// <param name="HasOffloads">True: they are on, and super-packets cross whole; false: they are off, and the kernel cuts them.</param>
internal sealed record PairTraits(string Purpose, string In, string Out, string LinkPrefix, IReadOnlyList<EthtoolFeature> Offloads, bool HasOffloads)
{
    /// <summary>
    /// What makes a device ours. Not the alias that ABI v1 looks for: an agent of that version finds its names taken, and ends with a word
    /// instead of copying everything a second time.
    /// </summary>
    public string AliasStart => $"K8sMirror {Purpose}";

    /// <summary>Alias of the sending half.</summary>
    public string InAlias => AliasStart + " in";

    /// <summary>Alias of the receiving half.</summary>
    public string OutAlias => AliasStart + " out";

    /// <summary>Pin of the link of the sender's program.</summary>
    public string InLink => LinkPrefix + "-in";

    /// <summary>Pin of the link of the receiver's program.</summary>
    public string OutLink => LinkPrefix + "-out";
}
