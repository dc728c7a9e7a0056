namespace K8sMirror.NodeAgent.Datapath.Devices;

/// <summary>Offload is not possible now. Copies are made where the packet is, and the message says why.</summary>
public sealed class OffloadException : Exception
{
    /// <summary>With a readable message.</summary>
    public OffloadException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public OffloadException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
