namespace K8sMirror.Bench;

/// <summary>All results of one invocation; written as JSON.</summary>
internal sealed record Results(
    Machine Machine,
    int Rounds,
    BystanderRow? Bystander,
    IReadOnlyList<PacketRow> Packets,
    IReadOnlyList<ProgramRow> Programs,
    IReadOnlyList<TcpRow> Tcp,
    IReadOnlyList<SegmentRow> Segments)
{
    public IReadOnlyList<Bar> Bars => Bench.Bars.Of(this);
}
