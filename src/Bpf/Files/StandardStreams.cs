using Tmds.Linux;

namespace K8sMirror.Bpf.Files;

/// <summary>Standard input, output and error, which anyone who starts the process may have closed.</summary>
public static unsafe class StandardStreams
{
    /// <summary>Opens those that are closed on /dev/null: the console's classes cannot do without, and another file must not get their numbers.</summary>
    public static void Complete()
    {
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (LibC.fcntl(descriptor, LibC.F_GETFD) < 0)
            {
                // The lowest number that is free, and so this one.
                fixed (byte* nowhere = "/dev/null\0"u8)
                {
                    _ = LibC.open(nowhere, LibC.O_RDWR);
                }
            }
        }
    }
}
