namespace K8sMirror.Plugin.Rates;

/// <summary>Current rates of one pod's copies for one mirror. Packets are frames as on the wire.</summary>
/// <param name="Node">Node.</param>
/// <param name="Mirror">Mirror that asks for them.</param>
/// <param name="Namespace">Namespace of the pod.</param>
/// <param name="Pod">Its name.</param>
/// <param name="ReceivedPerSecond">Packets that the pod received.</param>
/// <param name="SentPerSecond">Packets that it sent.</param>
/// <param name="MirroredPerSecond">Copies of both that targets took.</param>
/// <param name="BitsPerSecond">Their size, Ethernet header included.</param>
/// <param name="DroppedPerSecond">Copies that were not sent.</param>
internal sealed record PodRate(
    string Node, string Mirror, string Namespace, string Pod, double ReceivedPerSecond, double SentPerSecond, double MirroredPerSecond, double BitsPerSecond,
    double DroppedPerSecond);
