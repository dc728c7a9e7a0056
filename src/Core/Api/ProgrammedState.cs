using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Whether an edge or a session is programmed in the kernel.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProgrammedState>))]
public enum ProgrammedState
{
    /// <summary>Waits for something external, such as a NIC; the reason says for what.</summary>
    Pending,

    /// <summary>Packets are copied.</summary>
    Programmed,

    /// <summary>Cannot be programmed; the reason says why.</summary>
    Failed,
}
