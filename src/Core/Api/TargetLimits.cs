namespace K8sMirror.Core.Api;

/// <summary>Bounds of the fields of a <see cref="MirrorTarget"/>. The CRDs and the planners agree on these.</summary>
public static class TargetLimits
{
    /// <summary>Highest <see cref="MirrorTarget.Weight"/>.</summary>
    public const int MostWeight = 100;

    /// <summary>Highest port of UDP and TCP.</summary>
    public const int LastPort = 65535;

    /// <summary>Highest <see cref="TargetTunnel.Ttl"/>.</summary>
    public const int MostTtl = 255;

    /// <summary>Highest <see cref="TargetTunnel.Dscp"/>.</summary>
    public const int LastDscp = 63;

    /// <summary>Highest <see cref="TargetTunnel.Version"/>.</summary>
    public const int LastErspanVersion = 2;

    /// <summary>Maximum number of characters of an address: IPv6 with an IPv4 address at its end.</summary>
    public const int AddressLength = 45;

    /// <summary>Highest <see cref="TargetTunnel.Id"/> of a tunnel type: 24 bits, GRE's key 32 and ERSPAN's session 10.</summary>
    public static long LastId(TunnelType type) => type switch
    {
        TunnelType.GRE => uint.MaxValue,
        TunnelType.ERSPAN => 1023,
        _ => (1 << 24) - 1,
    };
}
