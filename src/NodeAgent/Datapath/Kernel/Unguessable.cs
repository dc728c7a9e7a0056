namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>
/// Random numbers that nobody can guess. From the runtime's GUIDs, which come from the kernel's own source: the cryptographic generator of
/// the class library loads OpenSSL, and the agent needs nothing but libc where it stands alone.
/// </summary>
internal static class Unguessable
{
    /// <summary>64 random bits.</summary>
    public static ulong Number()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        // The few bits that are the same in every GUID are in different places of the two halves.
        return BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..]);
    }
}
