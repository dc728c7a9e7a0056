namespace K8sMirror.NodeAgent.Pods;

/// <summary>Where a pod is on the node.</summary>
/// <param name="State">Of the NIC with its addresses.</param>
/// <param name="Nic">Name of the node's end of that NIC; empty unless it was found.</param>
/// <param name="Nics">All its NICs with an end at the node, by name.</param>
/// <param name="Problem">Human-readable, if it was not found.</param>
internal sealed record PodPlace(PodPlaceState State, string Nic, IReadOnlyList<PodNic> Nics, string Problem)
{
    /// <summary>True if it is known to have no NIC of its own at the node, and its addresses are unique: they identify its packets.</summary>
    public bool IsByAddress { get; init; }

    /// <summary>Of a pod that nobody has looked for.</summary>
    public static PodPlace Unknown { get; } = new(PodPlaceState.Looking, "", [], "its NIC has not been looked for");
}
