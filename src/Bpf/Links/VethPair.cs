namespace K8sMirror.Bpf.Links;

/// <summary>A pair of virtual Ethernet devices to be made, both down and in the same namespace.</summary>
/// <param name="Name">One end, at most 15 bytes.</param>
/// <param name="PeerName">The other end.</param>
public sealed record VethPair(string Name, string PeerName)
{
    /// <summary>MTU of both; 0: the kernel's default, 1500.</summary>
    public int Mtu { get; init; }

    /// <summary>Alias of both; empty: none.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Queues of both in each direction; 0: the kernel's default, as many as there are possible CPUs.</summary>
    public int Queues { get; init; }

    /// <summary>Interface index of <see cref="Name"/>; 0: the kernel's choice.</summary>
    public int Index { get; init; }

    /// <summary>Interface index of <see cref="PeerName"/>; 0: the kernel's choice.</summary>
    public int PeerIndex { get; init; }

    /// <summary>Both ends neither speak ARP nor get IPv6 addresses, so nothing but what is put in comes out.</summary>
    public bool Silent { get; init; }
}
