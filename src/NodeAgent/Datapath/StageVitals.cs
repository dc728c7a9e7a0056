namespace K8sMirror.NodeAgent.Datapath;

/// <summary>The stage's credit now, in frames.</summary>
/// <param name="InFlight">Cloned to the stage and not handled yet.</param>
/// <param name="CreditLimit">As many may be in flight; a copy that would be more is refused as <see cref="DropReason.StageFull"/>.</param>
/// <param name="CreditLost">Cloned, never come out, and written off, so that they do not hold credit for ever.</param>
/// <param name="Strays">Frames on the stage that were not ours, the agent's own probes among them.</param>
public sealed record StageVitals(long InFlight, long CreditLimit, long CreditLost, ulong Strays);
