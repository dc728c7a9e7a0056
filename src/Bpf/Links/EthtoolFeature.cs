namespace K8sMirror.Bpf.Links;

/// <summary>An offload with classic ethtool commands; values are the number of the get command, and the set command is 1 more.</summary>
public enum EthtoolFeature
{
    /// <summary>Checksums of received packets verified (<c>rx</c>).</summary>
    RxChecksum = 0x14,

    /// <summary>Checksums of sent packets filled in by the device (<c>tx</c>).</summary>
    TxChecksum = 0x16,

    /// <summary>Scattered packets (<c>sg</c>).</summary>
    ScatterGather = 0x18,

    /// <summary>TCP super-packets cut by the device (<c>tso</c>).</summary>
    TcpSegmentation = 0x1e,

    /// <summary>Any super-packets (<c>gso</c>).</summary>
    GenericSegmentation = 0x23,

    /// <summary>Received packets merged (<c>gro</c>).</summary>
    GenericReceive = 0x2b,
}
