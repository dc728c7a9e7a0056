namespace K8sMirror.Bpf.Hooks;

/// <summary>One filter of a clsact hook, K8sMirror's or another.</summary>
/// <param name="Kind"><c>bpf</c>, <c>u32</c>, <c>matchall</c> ….</param>
/// <param name="Priority">Lower runs first.</param>
/// <param name="Handle">Number within that priority.</param>
/// <param name="Name">Of a BPF filter; otherwise empty.</param>
/// <param name="ProgramId">Of a BPF filter; otherwise 0.</param>
/// <param name="IsDirectAction">True if the program's return value is the verdict.</param>
public sealed record ClsactFilter(string Kind, ushort Priority, uint Handle, string Name, uint ProgramId, bool IsDirectAction);
