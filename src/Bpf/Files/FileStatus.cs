using Tmds.Linux;

namespace K8sMirror.Bpf.Files;

/// <summary>stat(2) of a file; links are followed.</summary>
/// <param name="Owner">User id.</param>
/// <param name="Mode">The lower twelve bits: permissions, sticky, set-user-ID and set-group-ID.</param>
/// <param name="IsRegular">False for folders, pipes, sockets and devices.</param>
public readonly record struct FileStatus(uint Owner, int Mode, bool IsRegular)
{
    private const int OwnerAlone = 0x1c0; // 0700

    /// <summary>Reads it; null if it does not exist, or a folder above it is not accessible.</summary>
    public static unsafe FileStatus? TryRead(string path)
    {
        stat status;
        fixed (byte* name = CString.Of(path))
        {
            return LibC.stat(name, &status) == 0
                ? new((uint)status.st_uid, (int)(uint)status.st_mode & 0xfff, LibC.S_ISREG(status.st_mode))
                : null;
        }
    }

    /// <summary>Reads it, or throws.</summary>
    /// <exception cref="KernelException">ENOENT, EACCES.</exception>
    public static FileStatus Read(string path) => TryRead(path) ?? throw KernelException.Last($"look at {path}");

    /// <summary>Removes all permissions except the owner's.</summary>
    /// <exception cref="KernelException">EPERM: another user owns it.</exception>
    public static unsafe void Restrict(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            if (LibC.chmod(name, OwnerAlone) != 0)
            {
                throw KernelException.Last($"close {path} to others");
            }
        }
    }
}
