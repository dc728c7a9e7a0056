using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>A collector elsewhere, which copies reach through a tunnel: <see cref="MirrorTarget.Tunnel"/>.</summary>
public sealed record TargetTunnel
{
    /// <summary>Encapsulation of the copies.</summary>
    [MustBeWritten]
    public TunnelType Type { get; init; }

    /// <summary>Address of the collector, IPv4 or IPv6.</summary>
    [MustBeWritten]
    public string Remote { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// VXLAN and Geneve: network identifier, 0 to 16777215. GRE: key, 0 to 4294967295; null means none. ERSPAN: session, 0 to 1023.
    /// </summary>
    public long? Id { get; init; }

    /// <summary>UDP port of the collector, only for VXLAN and Geneve; 0 means 4789 and 6081.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Port { get; init; }

    /// <summary>Source address of the packets, an address of the node; empty means from the node's routing table.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? SourceAddress { get; init; }

    /// <summary>IPv4 time to live or IPv6 hop limit, 1 to 255; 0 means 64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Ttl { get; init; }

    /// <summary>Differentiated services code point (RFC 2474), 0 to 63.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Dscp { get; init; }

    /// <summary>
    /// IPv4's "don't fragment" flag; null means true, or false if <see cref="MirrorTarget.MtuPolicy"/> is <see cref="Api.MtuPolicy.Fragment"/>.
    /// </summary>
    public bool? DontFragment { get; init; }

    /// <summary>Only for ERSPAN, as Linux counts: 1 is type II, 2 is type III; 0 means 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int Version { get; init; }
}
