using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>TCP's flags (RFC 9293, section 3.1). The value is the bit's number in the header's 14th byte.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TcpFlag>))]
public enum TcpFlag
{
    /// <summary>No more data from the sender.</summary>
    FIN = 0,

    /// <summary>Synchronize sequence numbers.</summary>
    SYN = 1,

    /// <summary>Reset the connection.</summary>
    RST = 2,

    /// <summary>Push function.</summary>
    PSH = 3,

    /// <summary>The acknowledgement number is valid.</summary>
    ACK = 4,

    /// <summary>The urgent pointer is valid.</summary>
    URG = 5,

    /// <summary>ECN-Echo (RFC 3168).</summary>
    ECE = 6,

    /// <summary>Congestion window reduced (RFC 3168).</summary>
    CWR = 7,
}
