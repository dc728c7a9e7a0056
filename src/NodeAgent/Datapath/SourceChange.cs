using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>What must change at one hook.</summary>
/// <param name="Index">Interface index.</param>
/// <param name="Direction">Hook.</param>
/// <param name="Install">The new group's content; null: the hook goes.</param>
/// <param name="Held">Edges of <paramref name="Install"/> that stay stopped, as a mask.</param>
internal sealed record SourceChange(int Index, EdgeDirection Direction, DesiredSource? Install, ulong Held);
