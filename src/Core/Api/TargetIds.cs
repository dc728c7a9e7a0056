using System.Globalization;
using System.Net;

namespace K8sMirror.Core.Api;

/// <summary>
/// Ids of targets on a node, in states, metrics and logs: a NIC's name, for a collector <c>vxlan:42@192.0.2.10</c> or <c>gre:@192.0.2.10</c>. No NIC's name has
/// a colon (dev_valid_name of the kernel), so the two are never mixed up. A sensor's pods have an id of <see cref="SourceIds"/> until the node has found their
/// NICs, each of which is then a target.
/// </summary>
public static class TargetIds
{
    /// <summary>UDP port of VXLAN (RFC 7348).</summary>
    public const int VxlanPort = 4789;

    /// <summary>UDP port of Geneve (RFC 8926).</summary>
    public const int GenevePort = 6081;

    /// <summary>Not in the record, since every property there is a field of the API.</summary>
    extension(MirrorTarget target)
    {
        /// <summary>Id of the target.</summary>
        public string Id => target.Tunnel is { } tunnel ? Of(tunnel)
            : target.PodSelector is { } pods ? SourceIds.Of(pods, target.NamespaceSelector)
            : target.Interface ?? "";
    }

    /// <summary>Id of a collector: its address in the canonical form (RFC 5952), its port only if it is not the default.</summary>
    public static string Of(TargetTunnel tunnel)
    {
        var remote = IPAddress.TryParse(tunnel.Remote, out var address) ? address.ToString() : tunnel.Remote;
        var host = remote.Contains(':', StringComparison.Ordinal) ? $"[{remote}]" : remote;
        var id = tunnel.Id?.ToString(CultureInfo.InvariantCulture) ?? "";
        var port = PortOf(tunnel) == UsualPort(tunnel.Type) ? "" : string.Create(CultureInfo.InvariantCulture, $":{tunnel.Port}");
        return $"{Word(tunnel.Type)}:{id}@{host}{port}";
    }

    /// <summary>UDP port of a collector; 0 if its tunnel type has none.</summary>
    public static int PortOf(TargetTunnel tunnel) => UsualPort(tunnel.Type) is var usual and not 0 && tunnel.Port != 0 ? tunnel.Port : UsualPort(tunnel.Type);

    /// <summary>True for a collector's id, false for a NIC's name.</summary>
    public static bool IsTunnel(string targetId) => targetId.Contains(':', StringComparison.Ordinal);

    private static int UsualPort(TunnelType type) => type switch
    {
        TunnelType.VXLAN => VxlanPort,
        TunnelType.Geneve => GenevePort,
        _ => 0,
    };

    private static string Word(TunnelType type) => type switch
    {
        TunnelType.VXLAN => "vxlan",
        TunnelType.Geneve => "geneve",
        TunnelType.GRE => "gre",
        _ => "erspan",
    };
}
