using Tmds.Linux;

namespace K8sMirror.Bpf.Files;

/// <summary>Standard input, output and error; whoever starts the process may have closed them.</summary>
public static unsafe class StandardStreams
{
    /// <summary>Opens closed ones on /dev/null: the console's classes need them, and no other file may get their numbers.</summary>
    public static void Complete()
    {
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (LibC.fcntl(descriptor, LibC.F_GETFD) < 0)
            {
                // Opens as the lowest free number, which is this one.
                fixed (byte* nowhere = "/dev/null\0"u8)
                {
                    _ = LibC.open(nowhere, LibC.O_RDWR);
                }
            }
        }
    }
}
