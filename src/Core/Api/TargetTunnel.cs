using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>A collector that copies reach in packets of the node's own: <see cref="MirrorTarget.Tunnel"/>.</summary>
public sealed record TargetTunnel
{
    /// <summary>How copies are wrapped.</summary>
    [MustBeWritten]
    public TunnelType Type { get; init; }

    /// <summary>Address of the collector, IPv4 or IPv6.</summary>
    [MustBeWritten]
    public string Remote { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// VXLAN and Geneve: network identifier, 0 to 16777215. GRE: key, 0 to 4294967295; null means none. ERSPAN: session, 0 to 1023.
    /// </summary>
    public long? Id { get; init; }

    /// <summary>UDP port of the collector, VXLAN and Geneve only; 0: 4789 and 6081.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Port { get; init; }

    /// <summary>Source address of the packets, one of the node's; empty: the one that the routing table gives.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? SourceAddress { get; init; }

    /// <summary>IPv4's time to live or IPv6's hop limit, 1 to 255; 0: 64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Ttl { get; init; }

    /// <summary>Differentiated services code point (RFC 2474), 0 to 63.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Dscp { get; init; }

    /// <summary>IPv4's "don't fragment"; null means true, and false where <see cref="MirrorTarget.MtuPolicy"/> is <see cref="Api.MtuPolicy.Fragment"/>.</summary>
    public bool? DontFragment { get; init; }

    /// <summary>ERSPAN only, as Linux counts: 1 is type II, 2 is type III; 0: 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Version { get; init; }
}
