using K8sMirror.Bpf.Interop;
using Tmds.Linux;

namespace K8sMirror.Bpf.Files;

/// <summary>The file system for pins.</summary>
public static unsafe class BpfFs
{
    private const long Magic = 0xcafe4a11;

    /// <summary>True if <paramref name="path"/> exists and is on a bpffs.</summary>
    public static bool IsOn(string path)
    {
        UndeclaredCalls.FileSystemStatus status = default;
        fixed (byte* name = CString.Of(path))
        {
            return UndeclaredCalls.statfs(name, &status) == 0 && status.Type == Magic;
        }
    }

    /// <summary>True if something is at <paramref name="path"/>. Only one system call, for callers that check every second.</summary>
    public static bool Exists(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            return LibC.access(name, LibC.F_OK) == 0;
        }
    }

    /// <summary>Mounts a bpffs on an existing directory. Needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="KernelException">EPERM; ENOENT: no such directory.</exception>
    public static void Mount(string path)
    {
        fixed (byte* target = CString.Of(path), type = "bpf\0"u8, options = "mode=0700\0"u8)
        {
            if (LibC.mount(type, target, type, 0, options) != 0)
            {
                throw KernelException.Last($"mount a bpffs on {path}");
            }
        }
    }

    /// <summary>Unmounts lazily (MNT_DETACH): at once for new users, later for current ones. Does nothing if nothing is mounted there.</summary>
    public static void Unmount(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            _ = LibC.umount2(name, LibC.MNT_DETACH);
        }
    }

    /// <summary>Creates a directory and its missing parents.</summary>
    /// <exception cref="KernelException">EPERM: not allowed there.</exception>
    public static void MakeDirectory(string path)
    {
        int errno;
        fixed (byte* name = CString.Of(path))
        {
            if (LibC.mkdir(name, 0x1c0) == 0) // 0700
            {
                return;
            }
            errno = LibC.errno;
        }
        if (errno == Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 1 } parent)
        {
            MakeDirectory(parent);
            MakeDirectory(path);
        }
        else if (errno != Errno.EEXIST)
        {
            throw new KernelException(errno, $"make the directory {path}");
        }
    }
}
