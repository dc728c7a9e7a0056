using System.Globalization;
using System.Net;

namespace K8sMirror.Operator.Telemetry;

/// <summary>Where metrics and health are served.</summary>
/// <param name="Host">Host as <see cref="HttpListener"/> wants it; <c>*</c> is all addresses.</param>
/// <param name="Port">TCP port; 0: nowhere.</param>
internal sealed record MetricsAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>, <c>:PORT</c> or <c>0.0.0.0:PORT</c> (all addresses); port 0 is nowhere. Throws <see cref="FormatException"/>.</summary>
    public static MetricsAddress Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new FormatException($"'{text}' is no HOST:PORT, such as 127.0.0.1:8080 or 0.0.0.0:8080");
        }

        var host = text[..colon];
        host = host is "" or "0.0.0.0" or "[::]" or "*" or "+" ? "*" : host;
        return new(host, port);
    }
}
