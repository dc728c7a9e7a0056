namespace K8sMirror.Bpf.Links;

/// <summary>A pair of virtual Ethernet devices to be created, both down and in the same namespace.</summary>
/// <param name="Name">One end, at most 15 bytes.</param>
/// <param name="PeerName">The other end.</param>
public sealed record VethPair(string Name, string PeerName)
{
    /// <summary>MTU of both; 0 for the kernel's default, 1500.</summary>
    public int Mtu { get; init; }

    /// <summary>Alias of both; may be empty.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Queues of both in each direction; 0 for the kernel's default, the number of possible CPUs.</summary>
    public int Queues { get; init; }

    /// <summary>Interface index of <see cref="Name"/>; 0 to let the kernel choose.</summary>
    public int Index { get; init; }

    /// <summary>Interface index of <see cref="PeerName"/>; 0 to let the kernel choose.</summary>
    public int PeerIndex { get; init; }

    /// <summary>Both ends neither use ARP nor get IPv6 addresses, so that they carry only what is sent into them.</summary>
    public bool Silent { get; init; }
}
