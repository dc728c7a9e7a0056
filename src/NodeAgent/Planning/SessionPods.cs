using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Results for the pods that a session names.</summary>
/// <param name="Parts">By namespace and name, sources first.</param>
/// <param name="Absent">Targets without an available pod.</param>
/// <param name="HasPodSources">True if it copies from pods, even if there are none.</param>
internal sealed record SessionPods(IReadOnlyList<PodPart> Parts, IReadOnlyList<AbsentTarget> Absent, bool HasPodSources)
{
    /// <summary>Hooks of NICs at which pods without a NIC of their own are identified by their addresses.</summary>
    public IReadOnlyDictionary<Hook, AddressScope> ByAddress { get; init; } = new Dictionary<Hook, AddressScope>();

    /// <summary>For a session without pods.</summary>
    public static SessionPods None { get; } = new([], [], false);

    /// <summary>The pod to which a target's NIC leads, as <c>payments/web-0</c>, or null.</summary>
    public string? TargetBehind(string nic) => Parts.FirstOrDefault(p => p.IsTarget && p.Nics.Contains(nic))?.Name;
}
