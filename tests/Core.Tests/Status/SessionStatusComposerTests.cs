using K8sMirror.Core.Api;
using K8sMirror.Core.Status;

namespace K8sMirror.Core.Tests.Status;

public sealed class SessionStatusComposerTests
{
    private static readonly MirrorSession Session = new() { MirrorRef = new() { Name = "m", Uid = "u", Generation = 4 } };

    [Fact]
    public void All_edges_programmed_is_programmed()
    {
        var status = Compose(Edge("eth2", "eth3"), Edge("eth1", "eth4"), Edge("eth1", "eth3"));
        Assert.Equal((ProgrammedState.Programmed, Reasons.Programmed, ""), (status.State, status.Reason, status.Message));
        Assert.Equal(new() { Name = "m", Uid = "u", Generation = 4 }, status.MirrorRef);
        Assert.Equal(["eth1>eth3", "eth1>eth4", "eth2>eth3"], status.Edges.Select(e => $"{e.Source}>{e.Target}"));
    }

    [Fact]
    public void Waiting_edges_name_what_they_wait_for()
    {
        var status = Compose(
            Edge("eth1", "eth3"), Waiting("eth1", "eth4", "eth4"), Waiting("eth2", "eth4", "eth4"), Waiting("eth9", "eth3", "eth9"));
        Assert.Equal((ProgrammedState.Pending, Reasons.InterfaceNotFound, "waits for eth4; waits for eth9"), (status.State, status.Reason, status.Message));
    }

    [Fact]
    public void A_failure_goes_before_waiting_and_the_worst_reason_before_others()
    {
        var status = Compose(
            Waiting("eth1", "eth4", "eth4"),
            Edge("eth1", "eth5", ProgrammedState.Failed, Reasons.LimitExceeded, "too many"),
            Edge("eth1", "eth6", ProgrammedState.Failed, Reasons.ProgramFailed, ""));
        Assert.Equal((ProgrammedState.Failed, Reasons.ProgramFailed, "eth1 to eth6"), (status.State, status.Reason, status.Message));
    }

    [Fact]
    public void Many_messages_are_cut() => Assert.Equal(
        "waits for n0; waits for n1; waits for n2; and 5 more",
        Compose([.. Enumerable.Range(0, 8).Select(n => Waiting($"n{n}", "eth1", $"n{n}"))]).Message);

    [Fact]
    public void No_edges_is_not_programmed() => Assert.Equal(ProgrammedState.Pending, Compose().State);

    private static SessionStatus Compose(params EdgeStatus[] edges) => SessionStatusComposer.Compose(Session, edges);

    private static EdgeStatus Waiting(string source, string target, string missing) =>
        Edge(source, target, ProgrammedState.Pending, Reasons.InterfaceNotFound, SessionStatusComposer.WaitsFor(missing));

    private static EdgeStatus Edge(
        string source, string target, ProgrammedState state = ProgrammedState.Programmed, string reason = Reasons.Programmed, string message = "") =>
        new() { Source = source, Target = target, State = state, Reason = reason, Message = message };
}
