namespace K8sMirror.Testing.Filtering;

/// <summary>Ports of first fragments, from which <see cref="FilterReference"/> knows those of later ones. Never forgets: the reference has no clock.</summary>
public sealed class FragmentMemory
{
    private readonly Dictionary<string, (int Source, int Destination)> ports = new(StringComparer.Ordinal);

    /// <summary>Remembers a first fragment.</summary>
    /// <param name="addresses">Source, then destination.</param>
    /// <param name="protocol">IP protocol.</param>
    /// <param name="id">Identification: 16 bits of IPv4, 32 of IPv6.</param>
    /// <param name="sourcePort">Its source port.</param>
    /// <param name="destinationPort">Its destination port.</param>
    public void Remember(ReadOnlySpan<byte> addresses, int protocol, uint id, int sourcePort, int destinationPort) =>
        ports[Key(addresses, protocol, id)] = (sourcePort, destinationPort);

    /// <summary>The ports of a later fragment; null if its first one was not seen.</summary>
    /// <param name="addresses">Source, then destination.</param>
    /// <param name="protocol">IP protocol.</param>
    /// <param name="id">Identification: 16 bits of IPv4, 32 of IPv6.</param>
    public (int Source, int Destination)? Recall(ReadOnlySpan<byte> addresses, int protocol, uint id) =>
        ports.TryGetValue(Key(addresses, protocol, id), out var found) ? found : null;

    private static string Key(ReadOnlySpan<byte> addresses, int protocol, uint id) => $"{Convert.ToHexString(addresses)} {protocol} {id}";
}
