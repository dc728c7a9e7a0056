using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Encapsulation of copies to a collector.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TunnelType>))]
public enum TunnelType
{
    /// <summary>VXLAN over UDP (RFC 7348).</summary>
    VXLAN,

    /// <summary>Geneve over UDP (RFC 8926), without options.</summary>
    Geneve,

    /// <summary>GRE that carries Ethernet frames (RFC 2784, with a key RFC 2890), Linux's <c>gretap</c>.</summary>
    GRE,

    /// <summary>ERSPAN over GRE: type II or III (draft-foschiano-erspan-03).</summary>
    ERSPAN,
}
