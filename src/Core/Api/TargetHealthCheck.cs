using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Checks that a collector is alive, all of which must succeed.</summary>
public sealed record TargetHealthCheck
{
    /// <summary>The collector must accept connections to this TCP port; 0 means no check.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [AtLeast(1)]
    public int TcpPort { get; init; }

    /// <summary>True: the collector must answer ICMP echo requests.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Icmp { get; init; }
}
