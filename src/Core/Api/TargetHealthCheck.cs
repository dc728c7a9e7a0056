using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>How a node finds out whether a collector is alive; what is written must hold, all of it.</summary>
public sealed record TargetHealthCheck
{
    /// <summary>The collector takes connections to this TCP port; 0: not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int TcpPort { get; init; }

    /// <summary>True: the collector answers an ICMP echo request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Icmp { get; init; }
}
