using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Frames of an edge that do not fit through the NIC that copies leave by.</summary>
public sealed record MtuShortfall
{
    /// <summary>The NIC.</summary>
    public string Interface { get; init => field = value ?? ""; } = "";

    /// <summary>MTU that it needs so that all frames fit, bytes; 0: no MTU helps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Needed { get; init; }

    /// <summary>Frames of more bytes, Ethernet header included, are dropped; 0: none is, they are cut short or leave in fragments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DropsAbove { get; init; }
}
