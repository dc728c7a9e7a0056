namespace K8sMirror.Bpf.Links;

/// <summary>Packets that a device cuts and checksums itself, according to its active features.</summary>
[Flags]
public enum SegmentationOffloads
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>TCP over IPv4.</summary>
    Tcp4 = 1,

    /// <summary>TCP over IPv6.</summary>
    Tcp6 = 2,
}
