using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Frames of an edge that exceed the MTU of the NIC that copies leave by.</summary>
public sealed record MtuShortfall
{
    /// <summary>The NIC.</summary>
    public string Interface { get; init => field = value ?? ""; } = "";

    /// <summary>MTU that it needs so that all frames fit, in bytes; 0 if no MTU would help.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Needed { get; init; }

    /// <summary>
    /// Size in bytes, with the Ethernet header, above which frames are dropped; 0 if none is, because they are cut short or sent in fragments.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DropsAbove { get; init; }
}
