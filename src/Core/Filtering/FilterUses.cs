namespace K8sMirror.Core.Filtering;

/// <summary>What a filter reads of a packet. The bits are K8SM_USES_* of bpf/filter_abi.h.</summary>
[Flags]
public enum FilterUses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>IP addresses.</summary>
    Addresses = 1,

    /// <summary>Prefixes of IPv6.</summary>
    IPv6 = 2,

    /// <summary>Ports.</summary>
    Ports = 4,

    /// <summary>TCP flags, ICMP types and codes.</summary>
    Details = 8,

    /// <summary>VLAN ids.</summary>
    Vlans = 16,

    /// <summary>EtherTypes other than those of IP.</summary>
    Types = 32,

    /// <summary>MAC addresses.</summary>
    Macs = 64,

    /// <summary>The conversation: for sampling, and for the choice of a target.</summary>
    Flows = 128,

    /// <summary>Which target of a mirror gets the conversation.</summary>
    Balances = 256,

    /// <summary>There is a rule; by itself it reads at most the IP protocol.</summary>
    Rules = 512,
}
