namespace K8sMirror.Bpf.Hooks;

/// <summary>One program of a chain.</summary>
/// <param name="ProgramId">Its id.</param>
/// <param name="LinkId">The link that holds it; 0 if attached without one.</param>
public readonly record struct TcxChainEntry(uint ProgramId, uint LinkId);
