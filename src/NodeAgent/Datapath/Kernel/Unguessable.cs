namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary>
/// Random numbers that nobody can guess. From the runtime's GUIDs, which come from the kernel's generator: the class library's
/// cryptographic one loads OpenSSL, and the stand-alone agent needs only libc.
/// </summary>
internal static class Unguessable
{
    /// <summary>64 random bits.</summary>
    public static ulong Number()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        // The few bits that are constant in a GUID are at different positions of the two halves.
        return BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..]);
    }
}
