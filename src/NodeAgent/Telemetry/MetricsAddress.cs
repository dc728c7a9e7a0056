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

    /// <summary>What <see cref="Parse"/> takes, for a message.</summary>
    public const string Expected = "an IPv4 ADDRESS:PORT such as 127.0.0.1:9464, 0.0.0.0:9464 or localhost:9464";

    /// <summary>True if every address of the host is meant.</summary>
    public bool IsEverywhere => Host == "+";

    /// <summary>Reads <c>address:port</c>; 0.0.0.0 means every address. .NET's HttpListener takes no IPv6 address on Linux.</summary>
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
        return !IPAddress.TryParse(host, out var address) || address.AddressFamily != AddressFamily.InterNetwork ? null
            : new(address.Equals(IPAddress.Any) ? "+" : address.ToString(), port);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(IsEverywhere ? "0.0.0.0" : Host)}:{Port}";
}
