using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>What must change at one hook.</summary>
/// <param name="At">Hook.</param>
/// <param name="Install">The new group's content; null means that the hook is removed.</param>
/// <param name="Held">Edges of <paramref name="Install"/> that stay stopped, as a mask.</param>
internal sealed record SourceChange(AttachPoint At, DesiredSource? Install, ulong Held);
