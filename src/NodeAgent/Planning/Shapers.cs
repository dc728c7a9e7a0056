using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>ifb devices: tc redirects packets to them to shape them, and they return them to the NIC, whose hooks then see them again.</summary>
internal static class Shapers
{
    /// <summary>Interface indexes of those that packets sent by a NIC may come from; sorted.</summary>
    public static IReadOnlyList<int> Of(Link source, LinkTable links) =>
        // Packets that a VLAN or macvlan on top of it has sent through an ifb pass for the first time.
        links.All.Any(l => l.LowerIndex == source.Index && !l.LowerIsElsewhere && l.Kind != "veth")
            ? []
            : [.. links.All.Where(l => l.Kind == "ifb").Select(l => l.Index).Order()];
}
