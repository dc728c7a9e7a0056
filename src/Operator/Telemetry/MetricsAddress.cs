using System.Globalization;
using System.Net;

namespace K8sMirror.Operator.Telemetry;

/// <summary>Where metrics and health are served.</summary>
/// <param name="Host">Address to listen on; <see cref="IPAddress.IPv6Any"/> is every address, of IPv4 too.</param>
/// <param name="Port">TCP port; 0: nowhere.</param>
internal sealed record MetricsAddress(IPAddress Host, int Port)
{
    /// <summary>Asked for as an empty text, or as port 0.</summary>
    public static MetricsAddress Nowhere { get; } = new(IPAddress.None, 0);

    /// <summary>
    /// Reads <c>ADDRESS:PORT</c>; no address or <c>[::]</c> is all addresses, <c>0.0.0.0</c> all of IPv4, an empty text or port 0 nowhere.
    /// Throws <see cref="FormatException"/>.
    /// </summary>
    public static MetricsAddress Parse(string text)
    {
        if (text.Length == 0)
        {
            return Nowhere;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new FormatException($"'{text}' has no port; say it as in 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080");
        }

        // Brackets may be missing: a pod's address comes without.
        var host = text[..colon];
        return port == 0 ? Nowhere
            : host is "" or "*" or "+" ? new(IPAddress.IPv6Any, port)
            : host == "localhost" ? new(IPAddress.Loopback, port)
            : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new(address, port)
            : throw new FormatException($"'{host}' is no address of this machine; say it as in 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080");
    }

    /// <inheritdoc/>
    public override string ToString() => Port == 0 ? "nowhere" : new IPEndPoint(Host, Port).ToString();
}
