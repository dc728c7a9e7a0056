using Tmds.Linux;

namespace K8sMirror.Bpf.Files;

/// <summary>What stat(2) says of a file; links are followed.</summary>
/// <param name="Owner">User id.</param>
/// <param name="Mode">The lower twelve bits: permissions, sticky, set-user-ID and set-group-ID.</param>
/// <param name="IsRegular">False for folders, pipes, sockets and devices.</param>
public readonly record struct FileStatus(uint Owner, int Mode, bool IsRegular)
{
    private const int OwnerAlone = 0x1c0; // 0700

    /// <summary>Null if nothing can be learned: it is missing, or a folder above it is closed to us.</summary>
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

    /// <summary>The same, which must succeed.</summary>
    /// <exception cref="KernelException">ENOENT, EACCES.</exception>
    public static FileStatus Read(string path) => TryRead(path) ?? throw KernelException.Last($"look at {path}");

    /// <summary>Takes all rights from everybody but the owner.</summary>
    /// <exception cref="KernelException">EPERM: it is somebody else's.</exception>
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
