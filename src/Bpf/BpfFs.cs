using System.Runtime.InteropServices;
using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf;

/// <summary>The file system that pins live in.</summary>
public static unsafe class BpfFs
{
    private const long Magic = 0xcafe4a11;

    /// <summary>True if <paramref name="path"/> exists and is on a bpffs.</summary>
    public static bool IsOn(string path)
    {
        LibC.FileSystemStatus status = default;
        return LibC.StatFileSystem(path, &status) == 0 && status.Type == Magic;
    }

    /// <summary>True if something is at <paramref name="path"/>: one system call, for who asks every second.</summary>
    public static bool Exists(string path) => LibC.Access(path, 0) == 0;

    /// <summary>Mounts a bpffs on an existing directory. Needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="KernelException">EPERM; ENOENT: no such directory.</exception>
    public static void Mount(string path)
    {
        if (LibC.Mount("bpf", path, "bpf", 0, "mode=0700") != 0)
        {
            throw LibC.Failure($"mount a bpffs on {path}");
        }
    }

    /// <summary>Makes a directory and those above it, as far as they are missing.</summary>
    /// <exception cref="KernelException">EPERM: not allowed there.</exception>
    public static void MakeDirectory(string path)
    {
        if (LibC.MakeDirectory(path, Convert.ToInt32("700", 8)) == 0)
        {
            return;
        }
        var errno = Marshal.GetLastPInvokeError();
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
