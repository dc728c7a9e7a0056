namespace K8sMirror.Bench;

/// <summary>Everything that one invocation measured; written as JSON.</summary>
internal sealed record Results(Machine Machine, int Rounds, IReadOnlyList<PacketRow> Packets, IReadOnlyList<ProgramRow> Programs, IReadOnlyList<TcpRow> Tcp);
