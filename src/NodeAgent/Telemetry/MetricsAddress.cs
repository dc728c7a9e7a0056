using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Where metrics and probes are served.</summary>
/// <param name="Host">Host part of an HttpListener prefix: an address, or <c>+</c> for all.</param>
/// <param name="Port">TCP port.</param>
internal sealed record MetricsAddress(string Host, int Port)
{
    /// <summary>Loopback: who wants it on the network says so.</summary>
    public static MetricsAddress Default { get; } = new("127.0.0.1", 9464);

    /// <summary>Asked for as an empty text.</summary>
    public static MetricsAddress Nowhere { get; } = new("", 0);

    /// <summary>Reads <c>address:port</c>; 0.0.0.0 and [::] mean every address.</summary>
    /// <returns>Null if the text is no such address.</returns>
    public static MetricsAddress? Parse(string text)
    {
        if (text.Length == 0)
        {
            return Nowhere;
        }
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ||
            port is < 1 or > 65535)
        {
            return null;
        }
        var host = text[..colon];
        if (host == "localhost")
        {
            return new(host, port);
        }
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            return null;
        }
        // Brackets may be missing: a pod's address comes without.
        return new(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "+"
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]"
            : host, port);
    }
}
