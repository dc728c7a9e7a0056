using System.Globalization;
using System.Net;

namespace K8sMirror.Serving;

/// <summary>Where metrics or probes are served.</summary>
/// <param name="Host">Address to listen on; <see cref="IPAddress.IPv6Any"/> is every address, of IPv4 too.</param>
/// <param name="Port">TCP port; 0: nowhere.</param>
public sealed record ServingAddress(IPAddress Host, int Port)
{
    /// <summary>Written as an empty text, or as port 0.</summary>
    public static ServingAddress Nowhere { get; } = new(IPAddress.None, 0);

    /// <summary>What <see cref="Parse"/> takes, for a message.</summary>
    public const string Expected = "an address and a port, such as 127.0.0.1:PORT, [::1]:PORT, 0.0.0.0:PORT (all of IPv4) or [::]:PORT (all)";

    /// <summary>Reads <c>ADDRESS:PORT</c>; no address or <c>[::]</c> is all addresses, <c>0.0.0.0</c> all of IPv4, an empty text or port 0 nowhere.</summary>
    /// <returns>Null if the text is no such address.</returns>
    public static ServingAddress? Parse(string text)
    {
        if (text.Length == 0)
        {
            return Nowhere;
        }
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }
        // Brackets may be missing: a pod's IP has none.
        var host = text[..colon];
        return port == 0 ? Nowhere
            : host is "" or "*" or "+" ? new(IPAddress.IPv6Any, port)
            : host == "localhost" ? new(IPAddress.Loopback, port)
            : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new(address, port)
            : null;
    }

    /// <summary>The same address with the neighbouring port, where probes are served by default.</summary>
    public ServingAddress Beside() => Port switch
    {
        0 => Nowhere,
        ushort.MaxValue => this with { Port = Port - 1 },
        _ => this with { Port = Port + 1 },
    };

    /// <inheritdoc/>
    public override string ToString() => Port == 0 ? "nowhere" : new IPEndPoint(Host, Port).ToString();
}
